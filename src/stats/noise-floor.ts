/**
 * The noise floor of a machine, from comparisons of equal things (A/A).
 *
 * The rule: the 95th percentile of |log ratio| over all comparisons says how far apart equal things look. Comparisons of one
 * pair resemble each other, so it is the pairs that must be few or many: they are drawn with replacement, all comparisons of
 * a pair together, and of the percentiles of such draws again the 95th is taken. With few pairs, or one loud pair among quiet
 * ones, that is well above the plain percentile; with many alike it comes down to it.
 *
 * In simulation (5 pairs of 6 blocks to 12 pairs of 12; visits that scatter normally, with heavy tails, between two speeds, or
 * much in every fifth pair) the plain percentile covered 90 to 96 % of fresh comparisons, this one 94 to 98 %; the largest of
 * the pairs as measured, the simplest rule of all, only 78 to 93 %.
 */
import type { Interval } from './interval.ts';
import { quantile, quantileOfSorted } from './quantile.ts';
import { createRandom } from './random.ts';
import { judge } from './verdict.ts';

/** No floor is below this: what differs from one process to the next (where code and data lie) does not show within one. */
export const LEAST_FLOOR = 0.01;

/** A floor above this says that the moment was loud: verdicts with it would call most differences none. */
export const MOST_FLOOR = 0.25;

/** Share of the comparisons that lie within the floor, and of the draws of pairs in which they do. */
const LEVEL = 0.95;
const RESAMPLES = 1000;

/**
 * The floor for `judge`, as a share: 0.03 is 3 %.
 *
 * @param pairs - for each pair of equal things the ratios found between them, at least one, all above 0.
 * @param seed - same seed, same floor.
 */
export function noiseFloorOf(pairs: readonly (readonly number[])[], seed: number): number {
  if (pairs.length === 0 || pairs.some((ratios) => ratios.length === 0))
    throw new RangeError(
      'expected a pair, and a ratio for every pair, found none: leave pairs without a comparison out',
    );
  const distances = pairs.map((ratios) => ratios.map((ratio) => Math.abs(Math.log(ratio))));
  const random = createRandom(seed);
  const percentiles = new Float64Array(RESAMPLES);
  for (let at = 0; at < RESAMPLES; at++)
    percentiles[at] = quantile(
      distances.flatMap(() => distances[random.below(distances.length)]),
      LEVEL,
    );
  return Math.max(LEAST_FLOOR, Math.expm1(quantileOfSorted(percentiles.sort(), LEVEL)));
}

/** Share of comparisons of equal things that `judge` would call faster or slower; at least one comparison. */
export function falsePositiveRate(comparisons: readonly Interval[], floor: number): number {
  const wrong = comparisons.filter((ratio) => ['faster', 'slower'].includes(judge(ratio, floor)));
  return wrong.length / comparisons.length;
}
