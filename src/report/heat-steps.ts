/** A colour scale in few steps, so that a reader can say which numbers a colour stands for. */
import { quantile } from '../stats/quantile.ts';
import { HEAT_STEPS } from './heat-colours.ts';
import { range } from './quantity.ts';

export interface HeatStep {
  /** Values from here to the next step's `from`. */
  readonly from: number;
  /** `13–19 ns`; the first and the last step are open. */
  readonly label: string;
  readonly colour: string;
  /** For what is written on it. */
  readonly ink: string;
}

/** Steps finer than this factor would show noise. */
const LEAST_FACTOR = 1.15;
/** Values beyond this many times the 98th percentile share the last step: one slow pair must not flatten the rest. */
const MOST_BEYOND = 2;

/**
 * Steps of about equal factors, each edge moved to the place near it where the fewest values are: an edge across a crowd of
 * equal values would make it look like two.
 * @param values - positive, at least one.
 */
export function heatSteps(values: readonly number[], unit: string): HeatStep[] {
  const [least, greatest] = [quantile(values, 0), quantile(values, 1)];
  const most = Math.min(greatest, MOST_BEYOND * quantile(values, 0.98));
  const wanted = Math.floor(Math.log(most / least) / Math.log(LEAST_FACTOR));
  const count = Math.max(1, Math.min(HEAT_STEPS, wanted));
  const factor = (most / least) ** (1 / count);
  const even = Array.from({ length: count - 1 }, (_, at) => least * factor ** (at + 1));
  const edges = [...new Set(even.map((edge) => quietest(edge, factor ** 0.35, values)))];
  return [0, ...edges].map((from, at) => {
    const step = edges.length === 0 ? 4 : 1 + Math.round((at * (HEAT_STEPS - 1)) / edges.length);
    const label = edges.length === 0 ? `${range(least, greatest)} ${unit}` : labelOf(at, edges, unit);
    return { from, label, colour: `var(--heat-${step})`, ink: `var(--heat-ink-${step})` };
  });
}

export function stepOf(value: number, steps: readonly HeatStep[]): number {
  return steps.findLastIndex(({ from }) => value >= from);
}

function labelOf(at: number, edges: readonly number[], unit: string): string {
  if (at === 0) return `under ${edges[0]} ${unit}`;
  return at === edges.length ? `${edges[at - 1]} ${unit} and more` : `${edges[at - 1]}–${edges[at]} ${unit}`;
}

/** Of the numbers with two digits within a factor of `edge`, the one with the fewest values at it; of those, the nearest. */
function quietest(edge: number, within: number, values: readonly number[]): number {
  const unit = 10 ** (Math.floor(Math.log10(edge)) - 1);
  const first = Math.ceil(edge / within / unit);
  const last = Math.floor((edge * within) / unit);
  const found = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => rounded((first + at) * unit));
  const crowd = (at: number) => values.filter((value) => Math.abs(Math.log(value / at)) < 0.03).length;
  return [rounded(edge), ...found]
    .map((at) => ({ at, crowd: crowd(at), off: Math.abs(Math.log(at / edge)) }))
    .reduce((best, one) => (one.crowd < best.crowd || (one.crowd === best.crowd && one.off < best.off) ? one : best))
    .at;
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
