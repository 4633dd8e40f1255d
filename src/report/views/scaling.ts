/** Does it scale: throughput over the number of threads, up to the number of CPUs and beyond. */
import { logAxis } from '../axis.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { ratioTo } from '../compare-cells.ts';
import { percent, range, type Scale, scaleFor, significant } from '../quantity.ts';
import type { LabResult } from '../schema.ts';
import { costBounds, lineStyle, type Series, type SweptRow, seriesOf, sweptValues } from '../series.ts';
import { usableCpus } from '../usable-cpus.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Point {
  readonly threads: number;
  readonly row: SweptRow;
  /** Operations a second. */
  readonly rate: number;
  /** Times the throughput of one thread of the same series; `null` where that is unknown. */
  readonly speedUp: { readonly estimate: number; readonly low: number | null; readonly high: number | null } | null;
}

interface Line {
  readonly series: Series;
  readonly points: readonly Point[];
}

/** What the lines are seen against. */
interface Frame {
  readonly counts: readonly number[];
  readonly cpus: number;
  /** The largest number of threads measured that does not exceed the CPUs; `null` where all do. */
  readonly full: number | null;
  /** Speed-ups, where every line has a point for one thread; else throughput. */
  readonly relative: boolean;
  readonly scale: Scale;
}

export default {
  name: 'scaling',
  title: 'Scaling with threads',
  build(record, section, summary) {
    const lines = section.x === 'threads' ? seriesOf(summary).map((series) => lineOf(series, record)) : [];
    const counts = sweptValues(lines.map(({ series }) => series));
    if (counts.length < 2) {
      return { sentence: 'No chart: fewer than two numbers of threads have a score.', chart: null, table: null };
    }
    const frame = frameOf(lines, counts, usableCpus(record));
    return { sentence: sentence(lines, frame), chart: chart(lines, frame), table: table(lines, frame) };
  },
} satisfies View;

function lineOf(series: Series, record: LabResult): Line {
  const single = series.rows.find((row) => row.x === 1);
  const points = series.rows.map((row): Point => {
    const itself = { estimate: 1, low: null, high: null };
    const ratio = single === undefined ? null : ratioTo(row.cell, single.cell, record.config.seed);
    return { threads: row.x, row, rate: 1e9 / row.perOpNs, speedUp: row === single ? itself : ratio };
  });
  return { series, points };
}

function frameOf(lines: readonly Line[], counts: readonly number[], cpus: number): Frame {
  const points = lines.flatMap((line) => line.points);
  const { ops } = points[0].row.cell.metric;
  return {
    counts,
    cpus,
    full: counts.findLast((count) => count <= cpus) ?? null,
    relative: points.every(({ speedUp }) => speedUp !== null),
    scale: scaleFor(
      { name: 'throughput', unit: 'ops/s', better: 'higher', ops: ops ?? 'ops' },
      Math.max(...points.map(({ rate }) => rate)),
    ),
  };
}

function at({ points }: Line, threads: number | null): Point | undefined {
  return points.find((point) => point.threads === threads);
}

function threadsText(count: number): string {
  return `${count} thread${count === 1 ? '' : 's'}`;
}

function rateText(rate: number, { unit, divisor }: Scale): string {
  return `${significant(rate / divisor)} ${unit}`;
}

function sentence(lines: readonly Line[], frame: Frame): string {
  return [bestWithinCpus(lines, frame), worstBeyondCpus(lines, frame)].filter((part) => part !== null).join(' ');
}

function bestWithinCpus(lines: readonly Line[], { full, cpus, relative, scale }: Frame): string | null {
  if (cpus === 1) return 'There is 1 CPU, so nothing can scale.';
  if (full === null || full === 1) return `No number of threads from 2 to the ${cpus} CPUs was measured.`;
  const worth = ({ speedUp, rate }: Point) => (relative ? (speedUp?.estimate ?? 0) : rate);
  const reached = lines
    .map((line) => ({ name: line.series.name, point: at(line, full) }))
    .filter((one): one is { name: string; point: Point } => one.point !== undefined)
    .sort((a, b) => worth(b.point) - worth(a.point));
  if (reached.length === 0) return null;
  const [{ name, point }] = reached;
  const rate = rateText(point.rate, scale);
  const where = `With ${threadsText(full)} on ${cpus} CPUs`;
  if (!relative || point.speedUp === null) return `${where}, ${name} does most: ${rate}.`;
  const speedUp = significant(point.speedUp.estimate);
  return `${where}, ${name} scales best: ${speedUp} times the throughput of one thread, ${rate}.`;
}

/** Against the same line where it still has a CPU for each thread. */
function worstBeyondCpus(lines: readonly Line[], { full, cpus }: Frame): string | null {
  const falls = lines.flatMap((line) => {
    const before = at(line, full);
    if (before === undefined) return [];
    return line.points
      .filter(({ threads }) => threads > cpus)
      .map((point) => ({ name: line.series.name, threads: point.threads, kept: point.rate / before.rate }));
  });
  if (falls.length === 0) return null;
  const { name, threads, kept } = falls.reduce((worst, one) => (one.kept < worst.kept ? one : worst));
  if (kept >= 0.95) return 'None falls clearly when there are more threads than CPUs.';
  return `When there are more threads than CPUs, ${name} falls most: at ${threadsText(threads)} to ${percent(kept)} of its throughput at ${full}.`;
}

function chart(lines: readonly Line[], frame: Frame): ChartSpec {
  const { counts, cpus, relative, scale } = frame;
  const datasets = lines.map((line) => ({
    ...lineStyle(line.series),
    data: line.points.map((point) => dot(point, line.series.name, frame)),
  }));
  const most = Math.min(cpus, counts[counts.length - 1]);
  const ideal = relative && most > 1 ? [idealLine(most)] : [];
  const ys = datasets.flatMap(({ data }) => data.flatMap(({ yMin, yMax }) => [yMin, yMax]));
  const x = logAxis(counts[0], counts[counts.length - 1], {
    title: 'threads',
    marks: counts.map((value) => ({ value, label: String(value) })),
  });
  const highest = Math.max(...ys, ...ideal.map(() => most));
  const lowest = Math.min(...ys) / (highest / Math.min(...ys)) ** 0.06; // room for the caption
  const unit = relative ? { title: 'times one thread' } : { title: scale.unit, divisor: scale.divisor };
  const y = logAxis(lowest, highest, unit);
  const inside = cpus >= counts[0] && cpus <= counts[counts.length - 1];
  return {
    type: 'scatterWithErrorBars',
    heightPx: 400 + 12 * lines.length,
    data: { datasets: [...datasets, ...ideal] },
    options: chartOptions(x, y, inside ? { cpus: verticalLine(cpus, 'CPUs') } : {}, true),
  };
}

function dot({ threads, row, rate, speedUp }: Point, name: string, { relative, scale }: Frame) {
  const times = speedUp === null ? '' : `, ${significant(speedUp.estimate)} times one thread`;
  const text = `${name}, ${threadsText(threads)}: ${rateText(rate, scale)}${times}`;
  if (relative && speedUp !== null) {
    const { estimate, low, high } = speedUp;
    return { x: threads, y: estimate, yMin: low ?? estimate, yMax: high ?? estimate, text };
  }
  const [least, most] = costBounds(row);
  return { x: threads, y: rate, yMin: 1e9 / most, yMax: 1e9 / least, text };
}

function idealLine(most: number): Record<string, unknown> {
  const ends = [1, most].map((value) => ({ x: value, y: value, text: `ideal: ${value} times one thread` }));
  return {
    type: 'line',
    label: 'ideal',
    data: ends,
    borderColor: 'var(--muted)',
    borderDash: [3, 4],
    borderWidth: 1,
    pointStyle: 'line',
    pointRadius: 0,
    pointHitRadius: 0,
  };
}

function table(lines: readonly Line[], { counts, full, scale }: Frame): TextTwin {
  const speedUps = full !== null && full > 1;
  const head = [
    `series (${scale.unit})`,
    ...counts.map(threadsText),
    ...(speedUps ? [`${threadsText(full)} over 1`, '95 % interval'] : []),
  ];
  const rows = lines.map((line) => {
    const rates = counts.map((count) => at(line, count)?.rate ?? Number.NaN).map((rate) => rate / scale.divisor);
    const speedUp = at(line, full)?.speedUp ?? null;
    const figures = [
      speedUp === null ? '–' : significant(speedUp.estimate),
      speedUp === null ? '–' : range(speedUp.low, speedUp.high) || '–',
    ];
    return [line.series.name, ...rates.map(significant), ...(speedUps ? figures : [])];
  });
  return { head, rows };
}
