/**
 * Where the time of the threads goes: work, the lock's own code and spinning, waiting for a CPU, sleep. Bars show shares,
 * as costs span decades and parts add up on a linear axis only; the whole stands beside each bar.
 */
import { cellNames } from '../cell-names.ts';
import { duration, percent, significant } from '../quantity.ts';
import type { Cell } from '../schema.ts';
import { type SharedBar, stackedBars } from '../stacked-bars.ts';
import type { SectionSummary } from '../summary.ts';
import { perOperation, type ThreadTime, threadTime } from '../thread-time.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Entry {
  readonly name: string;
  readonly cell: Cell;
  readonly time: ThreadTime;
}

const PARTS = [
  { colour: 'var(--series-3)', ns: (time: ThreadTime) => time.workNs },
  { colour: 'var(--series-2)', ns: (time: ThreadTime) => time.overheadNs },
  { colour: 'var(--series-4)', ns: (time: ThreadTime) => time.runDelayNs },
  { colour: 'var(--series-1)', ns: (time: ThreadTime) => time.asleepNs },
  { colour: 'var(--muted)', ns: (time: ThreadTime) => time.unknownNs },
] as const;

function partLabels(kind: string): string[] {
  return ['work', `spinning and ${kind} code`, 'waiting for a CPU', 'asleep', 'not told by the system'];
}

export default {
  name: 'breakdown',
  title: 'Where the threads’ time goes',
  build(_record, _section, summary) {
    const entries = entriesOf(summary);
    if (entries.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(entries), chart: chart(entries), table: table(entries) };
  },
} satisfies View;

/** The cheapest first. */
function entriesOf(summary: SectionSummary): Entry[] {
  const names = cellNames(summary);
  return summary.rows
    .filter((row) => row.failure === null)
    .flatMap(({ cell }): Entry[] => {
      const time = threadTime(cell);
      return time === null ? [] : [{ name: names.get(cell.id) ?? cell.id, cell, time }];
    })
    .sort((a, b) => a.time.totalNs - b.time.totalNs);
}

/** Parts of the whole; what is unknown or below zero is none. */
function sharesOf(time: ThreadTime): number[] {
  const parts = PARTS.map(({ ns }) => Math.max(0, ns(time) ?? 0));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

function sentence(entries: readonly Entry[]): string {
  const [cheapest] = entries;
  const dearest = entries[entries.length - 1];
  const least = `Least thread time for an operation: ${cheapest.name} with ${account(cheapest)}.`;
  return dearest === cheapest ? least : `${least} Most: ${dearest.name} with ${account(dearest)}.`;
}

function account({ cell, time }: Entry): string {
  const labels = partLabels(cell.kind);
  const parts = sharesOf(time)
    .map((share, at) => ({ share, label: labels[at] }))
    .filter(({ share }) => share >= 0.01)
    .sort((a, b) => b.share - a.share)
    .map(({ share, label }) => `${percent(share)} ${label}`);
  return `${duration(time.totalNs)}, of which ${parts.join(', ')}`;
}

function chart(entries: readonly Entry[]): ChartSpec {
  const all = entries.map(({ name, time }) => ({ name, figure: duration(time.totalNs), shares: sharesOf(time) }));
  const present = PARTS.map((_, part) => all.some(({ shares }) => shares[part] > 0));
  const bars: SharedBar[] = all.map((bar) => ({ ...bar, shares: bar.shares.filter((_, part) => present[part]) }));
  const labels = partLabels(entries[0].cell.kind);
  const parts = PARTS.map(({ colour }, part) => ({ label: labels[part], colour })).filter((_, part) => present[part]);
  return stackedBars(parts, bars, ['% of the threads’ time', '(beside: time per operation)']);
}

function table(entries: readonly Entry[]): TextTwin {
  const time = (ns: number | null) => (ns === null ? '–' : duration(Math.max(0, ns)));
  const count = (value: number | null, per = 1) => (value === null ? '–' : significant(value * per));
  const told = PARTS.slice(0, -1);
  const labels = partLabels(entries[0].cell.kind).slice(0, -1);
  const head = [
    'cell, for one operation',
    'thread time',
    ...labels,
    'CPU time',
    'voluntary switches per 1,000',
    'involuntary switches per 1,000',
    'failed tries',
  ];
  const rows = entries.map(({ name, cell, time: all }) => [
    name,
    time(all.totalNs),
    ...told.map(({ ns }) => time(ns(all))),
    time(all.cpuNs),
    count(
      perOperation(cell, (thread) => thread.voluntarySwitches),
      1000,
    ),
    count(
      perOperation(cell, (thread) => thread.involuntarySwitches),
      1000,
    ),
    count(perOperation(cell, (thread) => thread.failedTries)),
  ]);
  return { head, rows };
}
