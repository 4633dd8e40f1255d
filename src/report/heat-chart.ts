/** The matrix of pairs as a chart: a dataset for each colour step, so that the legend is the scale. */
import { rowAxis } from './axis.ts';
import { chartOptions } from './chart-options.ts';
import type { CpuOrder } from './cpu-order.ts';
import { heatSteps, stepOf } from './heat-steps.ts';
import { titled } from './label-axis.ts';
import type { Pair, Tour } from './pair-matrix.ts';
import type { MatrixCell } from './prepare-matrix.ts';
import type { ChartSpec } from './view.ts';

/** Side of the matrix, in pixels: of the smallest, what each further CPU adds, and of the largest. */
const SIDE_PX = { least: 220, step: 46, most: 760 };
/** Legend, axes and their titles. */
const FRAME_PX = { across: 90, down: 145 };
/** More CPUs than this leave no room for numbers in the cells, or for a label on each row. */
const MOST_FIGURES = 24;
const MOST_LABELS = 32;

export function heatChart(tours: readonly Tour[], order: CpuOrder): ChartSpec {
  const { cpus, borders } = order;
  const index = new Map(cpus.map((cpu, at) => [cpu, at]));
  const distances = [...new Set(tours.flatMap(({ classes }) => classes.map(({ distance }) => distance ?? '')))];
  const cells = tours.flatMap(({ pairs }, tour) =>
    pairs.map((pair) => ({ pair, cell: cellOf(pair, tour, index, distances) })),
  );
  const steps = heatSteps(
    cells.map(({ pair }) => pair.ns),
    'ns',
  );
  const byStep = Map.groupBy(cells, ({ pair }) => stepOf(pair.ns, steps));
  const sidePx = Math.min(SIDE_PX.most, SIDE_PX.least + SIDE_PX.step * (cpus.length - 2));
  const datasets = steps.flatMap(({ label, colour, ink }, at) => {
    const found = byStep.get(at);
    if (found === undefined) return [];
    const look = { backgroundColor: colour, borderColor: 'var(--axis)', ink, pointStyle: 'rect' };
    const size = { pointRadius: 0, pointHoverRadius: 0, pointHitRadius: Math.ceil((0.72 * sidePx) / cpus.length) };
    return [{ label, ...look, ...size, cells: found.map(({ cell }) => cell) }];
  });
  const [x, y] = axes(tours, order);
  const figures = cpus.length <= MOST_FIGURES;
  const matrix = {
    cpus,
    borders: borders.map(({ before, of }) => [before, of === 'node' ? 4 : figures ? 2 : 1]),
    distances,
    names: tours.map(({ name }) => name),
    widthPx: sidePx + FRAME_PX.across,
    figures,
    ink: 'var(--ink)',
    paper: 'var(--paper)',
  };
  return {
    type: 'scatter',
    heightPx: sidePx + FRAME_PX.down,
    data: { datasets },
    options: { ...chartOptions(x, y, {}, true), matrix },
  };
}

function cellOf(
  { cpus, ns, spread, distance }: Pair,
  tour: number,
  index: ReadonlyMap<number, number>,
  distances: readonly string[],
): MatrixCell {
  const [first, last] = cpus.map((cpu) => index.get(cpu) ?? 0).sort((a, b) => a - b);
  const [row, column] = tour === 0 ? [last, first] : [first, last];
  const percent = spread === null ? null : Number((spread * 100).toPrecision(2));
  return [row, column, Number(ns.toPrecision(3)), percent, distance === null ? -1 : distances.indexOf(distance)];
}

function axes(tours: readonly Tour[], order: CpuOrder): [x: Record<string, unknown>, y: Record<string, unknown>] {
  const marks = marksOf(order);
  // Marks are thinned out where the page is narrow, so this is no axis of rows.
  const base = { min: -0.5, max: order.cpus.length - 0.5, marks, rows: false, grid: { display: false } };
  const axis = { ...rowAxis(order.cpus.map(String)), ...base };
  const [below, above] = tours.map(({ name }) => name);
  const sides = above === undefined ? [] : [`below the diagonal: ${below}`, `above it: ${above}`];
  return [{ ...titled(axis, ['CPU', ...sides]), reverse: false }, titled(axis, ['CPU'])];
}

/** Each CPU, or the first behind each border, or evenly spaced ones. */
function marksOf({ cpus, borders }: CpuOrder): { value: number; label: string }[] {
  const firsts = [0, ...borders.map(({ before }) => before)];
  const every = Math.ceil(cpus.length / MOST_LABELS);
  const bordered = firsts.length >= 4 && firsts.length <= MOST_LABELS;
  return cpus
    .map((cpu, value) => ({ value, label: String(cpu) }))
    .filter(({ value }) => every === 1 || (bordered ? firsts.includes(value) : value % every === 0));
}
