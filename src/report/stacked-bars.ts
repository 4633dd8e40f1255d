/** Horizontal bars that each show how a whole is shared out: all of one length, with a figure at the end. */
import { linearAxis } from './axis.ts';
import { chartOptions } from './chart-options.ts';
import { labelAxis, rowHeightPx, titled } from './label-axis.ts';
import type { ChartSpec } from './view.ts';

export interface Part {
  readonly label: string;
  readonly colour: string;
}

export interface SharedBar {
  readonly name: string;
  /** Written beside the bar. */
  readonly figure: string;
  /** Of each part, in the order of the parts, from 0 to 1; together 1. Missing ones are 0. */
  readonly shares: readonly number[];
}

/** In percent: leaves room for the bars’ figures. */
const AXIS_END = 136;
/** Parts smaller than this share have no room for a number of their own. */
const SMALLEST_LABELLED = 0.15;
/** Smaller ones would be nothing but the gap behind them. */
const SMALLEST_WITH_GAP = 0.01;

/** Numbers inside the parts say what the colours say; tooltips and the order of the legend name them. */
export function stackedBars(parts: readonly Part[], bars: readonly SharedBar[], title: readonly string[]): ChartSpec {
  const labels = bars.map(({ name }) => name);
  const datasets = parts.map(({ label, colour }, part) => ({
    label,
    backgroundColor: colour,
    borderColor: 'var(--paper)',
    borderWidth: bars.map(({ shares }) => ((shares[part] ?? 0) < SMALLEST_WITH_GAP ? 0 : { right: 1.5 })),
    borderSkipped: false,
    figures: 'var(--paper)',
    ...SLIM,
    data: bars.map((bar) => segment(bar, part, label)),
  }));
  const ends = bars.map(({ name, figure }) => ({ y: name, x: 0, xMax: 100, figure, text: '' }));
  const totals = { label: 'total', legend: false, figures: 'var(--ink)', halo: 'var(--paper)', ...SLIM, data: ends };
  const [x, y] = [titled(linearAxis(AXIS_END, { title: '' }), title), labelAxis(labels)];
  const options = chartOptions({ ...x, stacked: true }, { ...y, stacked: true }, {}, true);
  const plugins = options.plugins as Record<string, object>;
  // A part that a click took away would leave the numbers of the others where they were.
  const legend = { ...plugins.legend, onClick: null };
  return {
    type: 'bar',
    heightPx: 110 + rowHeightPx(labels, 30) * labels.length,
    data: { labels, datasets: [...datasets, totals] },
    options: { ...options, plugins: { ...plugins, legend }, indexAxis: 'y' },
  };
}

const SLIM = { barPercentage: 0.8, categoryPercentage: 0.9 };

/** `xMax` is where the number goes: behind what lies to the left. */
function segment({ name, shares }: SharedBar, part: number, label: string): Record<string, unknown> {
  const share = shares[part] ?? 0;
  const x = share * 100;
  const before = shares.slice(0, part).reduce((sum, one) => sum + one, 0);
  const point = { y: name, x, text: `${name}, ${label}: ${x.toFixed(1)} %` };
  return share < SMALLEST_LABELLED ? point : { ...point, xMax: before * 100, figure: x.toFixed(0) };
}
