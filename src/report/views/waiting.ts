/**
 * What waiting costs: latency percentiles against the CPU time that the waiting threads burn for one operation.
 * Dots rather than bars, as the figures span decades and a bar has no length on a logarithmic axis.
 */
import { logAxis, rowAxis } from '../axis.ts';
import { chartOptions } from '../chart-options.ts';
import { type Latency, readLatency } from '../latency.ts';
import { duration, percent } from '../quantity.ts';
import { fullLabel, sweptLabel } from '../row-label.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Strategy {
  readonly name: string;
  readonly row: SummaryRow;
  readonly latency: Latency | null;
  /** CPU time of the waiting threads for one operation; `null` where the system does not tell. */
  readonly cpuNsPerOp: number | null;
  /** CPUs kept busy on average: 2 means two threads that never sleep. */
  readonly busyCpus: number | null;
}

const QUANTITIES = [
  {
    label: 'median',
    shape: 'circle',
    colour: 'var(--series-1)',
    ns: (one: Strategy) => one.latency?.at(0.5) ?? one.row.perOpNs,
  },
  {
    label: 'p99',
    shape: 'triangle',
    colour: 'var(--series-3)',
    ns: (one: Strategy) => one.latency?.supported(0.99) ?? null,
  },
  {
    label: 'p99.9',
    shape: 'rectRot',
    colour: 'var(--series-4)',
    ns: (one: Strategy) => one.latency?.supported(0.999) ?? null,
  },
  { label: 'CPU time burnt waiting', shape: 'rect', colour: 'var(--series-2)', ns: (one: Strategy) => one.cpuNsPerOp },
] as const;

export default {
  name: 'waiting',
  title: 'Latency against CPU time',
  build(_record, _section, summary) {
    const strategies = strategiesOf(summary);
    if (strategies.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(strategies), chart: chart(strategies), table: table(strategies) };
  },
} satisfies View;

function strategiesOf({ rows, section }: SectionSummary): Strategy[] {
  const several = new Set(rows.map((row) => row.cell.backend)).size > 1;
  return rows
    .filter((row) => row.failure === null && row.cell.trials.some((trial) => trial.ops > 0))
    .map((row) => {
      return {
        name: several ? fullLabel(row, section) : sweptLabel(row, section),
        row,
        latency: readLatency(row.cell),
        ...cpuUse(row),
      };
    });
}

function cpuUse({ cell }: SummaryRow): Pick<Strategy, 'cpuNsPerOp' | 'busyCpus'> {
  const threads = cell.trials.flatMap((trial) => trial.perThread).filter((thread) => thread.studied !== false);
  if (threads.length === 0 || threads.some((thread) => thread.cpuNs === null))
    return { cpuNsPerOp: null, busyCpus: null };
  const cpuNs = threads.reduce((sum, thread) => sum + (thread.cpuNs ?? 0), 0);
  const ops = cell.trials.reduce((sum, trial) => sum + trial.ops, 0);
  const elapsedNs = cell.trials.reduce((sum, trial) => sum + trial.durationNs, 0);
  return { cpuNsPerOp: cpuNs / ops, busyCpus: cpuNs / elapsedNs };
}

function waitingThreads({ cell }: SummaryRow): number {
  return cell.trials[0].perThread.filter((thread) => thread.studied !== false).length;
}

function sentence(strategies: readonly Strategy[]): string {
  const wait = (one: Strategy) => one.latency?.at(0.5) ?? one.row.perOpNs ?? Number.POSITIVE_INFINITY;
  const quickest = strategies.reduce((best, one) => (wait(one) < wait(best) ? one : best));
  const known = strategies.filter((one) => one.busyCpus !== null);
  if (known.length === 0)
    return `Quickest is ${quickest.name}, median ${duration(wait(quickest))}. CPU time is unknown.`;
  const idlest = known.reduce((best, one) => ((one.busyCpus ?? 0) < (best.busyCpus ?? 0) ? one : best));
  const busy = (one: Strategy) => (one.busyCpus === null ? '' : ` and keeps ${one.busyCpus.toFixed(2)} CPUs busy`);
  if (idlest === quickest)
    return `Quickest and idlest is ${quickest.name}: median ${duration(wait(quickest))}${busy(quickest)}.`;
  return `Quickest is ${quickest.name}: median ${duration(wait(quickest))}${busy(quickest)}. Idlest is ${idlest.name}: median ${duration(wait(idlest))}${busy(idlest)}.`;
}

function chart(strategies: readonly Strategy[]): ChartSpec {
  const datasets = QUANTITIES.map(({ label, shape, colour, ns }) => ({
    label,
    data: strategies.flatMap((one, y) => {
      const x = ns(one);
      return x === null ? [] : [{ x, y, text: `${one.name}, ${label}: ${duration(x)}` }];
    }),
    pointStyle: shape,
    pointRadius: 6,
    backgroundColor: colour,
    borderColor: colour,
  })).filter(({ data }) => data.length > 0);
  const values = datasets.flatMap(({ data }) => data.map(({ x }) => x));
  const [divisor, unit] = Math.max(...values) >= 100_000 ? [1000, 'µs'] : [1, 'ns'];
  const x = logAxis(Math.min(...values), Math.max(...values), { title: `${unit} per operation`, divisor });
  return {
    type: 'scatter',
    heightPx: 110 + 36 * strategies.length,
    data: { datasets },
    options: chartOptions(x, rowAxis(strategies.map(({ name }) => name)), {}, true),
  };
}

function table(strategies: readonly Strategy[]): TextTwin {
  const rows = strategies.map((one) => {
    const figures = QUANTITIES.map(({ ns }) => ns(one)).map((ns) => (ns === null ? '–' : duration(ns)));
    const share = one.busyCpus === null ? '–' : percent(one.busyCpus / waitingThreads(one.row));
    return [one.name, ...figures, one.busyCpus?.toFixed(2) ?? '–', share];
  });
  return { head: ['strategy', ...QUANTITIES.map(({ label }) => label), 'CPUs busy', 'of each thread'], rows };
}
