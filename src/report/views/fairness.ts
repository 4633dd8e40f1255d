/**
 * Who gets the operations: the share of each thread, most served first, and Jain's index.
 *
 * Threads are put in order within each trial before trials are added up: where another thread wins every time, sums by
 * thread would look fair.
 */
import { median } from '../../stats/median.ts';
import { linearAxis, rowAxis } from '../axis.ts';
import { cellNames } from '../cell-names.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { labelLines, rowHeightPx, titled } from '../label-axis.ts';
import { readLatency } from '../latency.ts';
import { duration, percent, significant } from '../quantity.ts';
import type { Cell } from '../schema.ts';
import { errorBars, seriesColour } from '../series-style.ts';
import { stackedBars } from '../stacked-bars.ts';
import type { SectionSummary } from '../summary.ts';
import { jainOf } from '../thread-shares.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Contest {
  readonly name: string;
  /** Of the operations, from the most served thread of each trial to the least served. Together 1. */
  readonly shares: readonly number[];
  /** Median over the trials. */
  readonly jain: number;
  readonly longestWaitNs: number | null;
}

/** More threads than this are drawn as a range: their shares would be slivers. */
const MOST_PARTS = 8;

export default {
  name: 'fairness',
  title: 'Who gets the operations',
  build(_record, _section, summary) {
    const contests = contestsOf(summary);
    if (contests.length === 0) {
      return { sentence: 'No chart: no cell with two threads or more has a score.', chart: null, table: null };
    }
    const most = Math.max(...contests.map(({ shares }) => shares.length));
    const chart = most > MOST_PARTS ? ranges(contests) : stacks(contests, most);
    return { sentence: sentence(contests), chart, table: table(contests) };
  },
} satisfies View;

/** The least fair first; equally fair ones stay in the section's order. */
function contestsOf(summary: SectionSummary): Contest[] {
  const names = cellNames(summary);
  return summary.rows
    .filter((row) => row.failure === null)
    .flatMap(({ cell }): Contest[] => {
      const trials = cell.trials.filter((trial) => trial.ops > 0 && trial.perThread.length >= 2);
      if (trials.length === 0) return [];
      const name = names.get(cell.id) ?? cell.id;
      const shares = sharesOf(trials.map(({ perThread }) => perThread.map(({ ops }) => ops)));
      return [{ name, shares, jain: jainOf(cell), longestWaitNs: longestWait(cell) }];
    })
    .sort((a, b) => Number(a.jain.toFixed(3)) - Number(b.jain.toFixed(3)));
}

function sharesOf(trials: readonly (readonly number[])[]): number[] {
  const ordered = trials.map((ops) => [...ops].sort((a, b) => b - a));
  const sums = ordered[0].map((_, at) => ordered.reduce((sum, ops) => sum + (ops[at] ?? 0), 0));
  const total = sums.reduce((sum, one) => sum + one, 0);
  return sums.map((one) => one / total);
}

/** Of the waits that were timed. */
function longestWait(cell: Cell): number | null {
  return readLatency(cell)?.at(1) ?? null;
}

function sentence(contests: readonly Contest[]): string {
  const [worst] = contests;
  const { shares } = worst;
  const even = percent(1 / shares.length);
  const least = `Least fair is ${worst.name}, with Jain’s index ${worst.jain.toFixed(3)}: the most served thread got ${percent(shares[0])} of the operations, the least served ${percent(shares[shares.length - 1])}; an even share is ${even}.`;
  const best = contests[contests.length - 1];
  const fairest = contests.length > 1 ? ` Fairest is ${best.name}, with ${best.jain.toFixed(3)}.` : '';
  const waits = contests.filter(({ longestWaitNs }) => longestWaitNs !== null);
  if (waits.length === 0) return least + fairest;
  const longest = waits.reduce((most, one) => ((one.longestWaitNs ?? 0) > (most.longestWaitNs ?? 0) ? one : most));
  return `${least}${fairest} The longest wait was ${duration(longest.longestWaitNs ?? 0)} (${longest.name}).`;
}

function stacks(contests: readonly Contest[], most: number): ChartSpec {
  const parts = Array.from({ length: most }, (_, rank) => ({ label: rankName(rank), colour: seriesColour(rank) }));
  const bars = contests.map(({ name, shares, jain }) => ({ name, shares, figure: jain.toFixed(3) }));
  return stackedBars(parts, bars, ['% of the operations', '(beside: Jain’s index)']);
}

function rankName(rank: number): string {
  return rank === 0 ? 'most served' : (['2nd', '3rd'][rank - 1] ?? `${rank + 1}th`);
}

/** From the least served thread to the most served, in even shares: of 64 threads each has 1.6 %, and 1 is fair. */
function ranges(contests: readonly Contest[]): ChartSpec {
  const data = contests.map(({ name, shares, jain }, y) => {
    const [least, middle, most] = [shares[shares.length - 1], median(shares), shares[0]].map((s) => s * shares.length);
    const spread = `${significant(least)} to ${significant(most)} even shares, median ${significant(middle)}`;
    const text = `${name}: ${spread}; Jain’s index ${jain.toFixed(3)}`;
    return { x: middle, y, xMin: least, xMax: most, yMin: y, yMax: y, figure: jain.toFixed(3), text };
  });
  const colour = seriesColour(0);
  const dots = {
    label: 'threads',
    data,
    pointRadius: 5,
    backgroundColor: colour,
    borderColor: colour,
    figures: 'var(--ink)',
    halo: 'var(--paper)',
    ...errorBars(colour),
  };
  const names = contests.map(({ name }) => name);
  const x = titled(linearAxis(1.3 * Math.max(...data.map(({ xMax }) => xMax)), { title: '' }), [
    'times the even share: least,',
    'median and most served thread',
    '(beside: Jain’s index)',
  ]);
  const marks = names.map((name, value) => ({ value, label: labelLines(name) }));
  return {
    type: 'scatterWithErrorBars',
    heightPx: 100 + rowHeightPx(names, 28) * names.length,
    data: { datasets: [dots] },
    options: chartOptions(x, { ...rowAxis(names), marks }, { even: verticalLine(1, '') }, false),
  };
}

function table(contests: readonly Contest[]): TextTwin {
  const head = ['cell', 'threads', 'Jain’s index', 'least share', 'median share', 'greatest share', 'longest wait'];
  const rows = contests.map(({ name, shares, jain, longestWaitNs }) => [
    name,
    String(shares.length),
    jain.toFixed(3),
    percent(shares[shares.length - 1]),
    percent(median(shares)),
    percent(shares[0]),
    longestWaitNs === null ? '–' : duration(longestWaitNs),
  ]);
  return { head, rows };
}
