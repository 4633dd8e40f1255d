/** Several comparisons of the same kind taken together: one figure with one interval, where each alone is too noisy to decide. */
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import type { Cell } from '../../src/report/schema.ts';
import { nsPerOp, valuesByBlock } from '../../src/report/value.ts';
import { type Interval, percentileInterval } from '../../src/stats/interval.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import type { Twins } from './measured.ts';

const RESAMPLES = 2000;

type Statistic = (values: readonly number[]) => number;
type Blocks = readonly (readonly number[])[];

/**
 * The geometric mean over all twins of statistic(over) / statistic(under), with a bootstrap interval. Values are operations a second, also
 * where the metric is a time: of times a single trial that stood still would be all there is to see.
 *
 * Blocks are drawn with replacement, the same ones for all cells, then trials within each: what slows a whole block down cancels, and cells
 * that were measured in the same minute do not count as independent of each other. In simulation (120 runs each of 1, 3 and 7 twins, 6 blocks
 * of 2 trials, no difference in truth, log-normal trials with and without outliers) intervals of the spread's ratio missed 1 in 2 to 7 %; a
 * spread twice as wide was found in 28 to 39 % with one twin, in 89 to 100 % with seven.
 *
 * @returns `null` without six blocks that all cells have, or where a trial finished nothing.
 */
export function pooledRatio(twins: readonly Twins[], statistic: Statistic, seed: number): Interval | null {
  const cells = twins.flatMap(({ over, under }) => [over.cell, under.cell]);
  const rates = cells.map(ratesByBlock);
  const blocks = [...(rates[0]?.keys() ?? [])].filter((block) => rates.every((one) => one.has(block)));
  if (blocks.length < FEWEST_BLOCKS) return null;
  const samples = rates.map((one) => blocks.map((block) => one.get(block) ?? []));
  if (samples.flat(2).some((rate) => !(rate > 0))) return null;

  const random = createRandom(seed);
  const estimate = meanLogRatio(samples.map((sample) => statistic(sample.flat())));
  const replicates = Float64Array.from({ length: RESAMPLES }, () => {
    const picks = blocks.map(() => random.below(blocks.length));
    return meanLogRatio(samples.map((sample) => statistic(draw(sample, picks, random))));
  });
  // A resample of a single trial, over and over, has no spread.
  const finite = replicates.filter(Number.isFinite);
  if (!Number.isFinite(estimate) || finite.length === 0) return null;
  const { low, high } = percentileInterval(estimate, finite, 0.95);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}

/** Operations a second, by block. */
function ratesByBlock(cell: Cell): Map<number, number[]> {
  return new Map(
    [...valuesByBlock(cell)].map(([block, values]) => [block, values.map((value) => 1e9 / nsPerOp(cell, value))]),
  );
}

function draw(sample: Blocks, picks: readonly number[], random: Random): number[] {
  return picks.flatMap((pick) => sample[pick].map(() => sample[pick][random.below(sample[pick].length)]));
}

/** Of over, under, over, under … */
function meanLogRatio(figures: readonly number[]): number {
  const logs = figures.map((figure, i) => (i % 2 === 0 ? Math.log(figure) : -Math.log(figure)));
  return logs.reduce((sum, log) => sum + log, 0) / (figures.length / 2);
}
