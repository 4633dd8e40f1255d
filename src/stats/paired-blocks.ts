import { type BlockMedian, createBlockMedian } from './block-median.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import { type Interval, percentileInterval } from './interval.ts';
import { quantileOfSorted } from './quantile.ts';
import { createRandom } from './random.ts';

/** A sample: blocks of positive values, in the order of the run. */
export type Blocks = readonly (readonly number[])[];

/** Samples of which medians are multiplied, power 1, or divided by, power -1. */
export interface Factor {
  readonly blocks: Blocks;
  readonly power: 1 | -1;
}

/**
 * The median over blocks of the product of all factors, each the median of its sample in that block, with a bootstrap interval.
 *
 * All sides of a block come from the same minute, so what slows the whole block down cancels. Blocks are drawn with replacement, the same for
 * all samples, then values within each. Quotients are taken as logarithms, so that exchanging the two sides gives the reciprocal.
 *
 * @param factors - equally many blocks each, in the same order.
 */
export function productOverBlocks(
  factors: readonly Factor[],
  { seed, resamples = 10_000, level = 0.95 }: BootstrapOptions,
): Interval {
  const lengths = factors.map(({ blocks }) => blocks.length);
  const [length] = lengths;
  if (length === 0 || lengths.some((one) => one !== length))
    throw new RangeError(
      `expected equally many blocks, at least one, got ${lengths.join(' and ')}; keep common blocks`,
    );
  for (const { blocks } of factors) requirePositive(blocks);
  const prepared = Array.from({ length }, (_, block) =>
    factors.map(({ blocks, power }) => ({ median: createBlockMedian(blocks[block]), power })),
  );
  const random = createRandom(seed);
  const drawnLog = (median: BlockMedian) => median.draw(random);
  const measuredLog = (median: BlockMedian) => median.estimate;

  const sorted = Float64Array.from(prepared, (block) => logOf(block, measuredLog)).sort();
  const estimate = quantileOfSorted(sorted, 0.5);
  const replicates = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    for (let filled = 0; filled < length; filled++)
      insert(sorted, filled, logOf(prepared[random.below(length)], drawnLog));
    replicates[at] = quantileOfSorted(sorted, 0.5);
  }
  const { low, high } = percentileInterval(estimate, replicates, level);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}

function logOf(
  block: readonly { readonly median: BlockMedian; readonly power: number }[],
  log: (median: BlockMedian) => number,
): number {
  let total = 0;
  for (const { median, power } of block) total += power * log(median);
  return total;
}

/** Into the first `filled` entries, which ascend: a sort of some ten numbers costs less this way than by a call of the library. */
function insert(sorted: Float64Array, filled: number, value: number): void {
  let at = filled;
  for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
  sorted[at] = value;
}

/** Of what is not positive there is no logarithm. */
export function requirePositive(groups: Blocks): void {
  for (const value of groups.flat()) {
    if (!(value > 0))
      throw new RangeError(`a ratio needs positive values, got ${value}; leave trials without a result out`);
  }
}
