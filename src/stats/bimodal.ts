import { ascending } from './ascending.ts';
import { quantileOfSorted } from './quantile.ts';

/** Two clusters of values, far apart. */
export interface TwoModes {
  /** Median of the lower cluster, in the unit of the values. */
  readonly lowMode: number;
  /** Median of the upper cluster. */
  readonly highMode: number;
  /** Share of the values in the lower cluster, from 0.2 to 0.8. */
  readonly lowShare: number;
}

const FEWEST_VALUES = 8;
const SMALLEST_SHARE = 0.2;
/** Modes nearer than this share of the overall median change no conclusion. */
const SMALLEST_DISTANCE = 0.2;

/**
 * Does a sample fall into two clusters (a quiet and a loud machine, say), so that its median describes neither?
 *
 * The sorted values are split at their widest gap that leaves a fifth of them on either side. They are called bimodal
 * if the medians of the parts are more than 20 % of the overall median apart, and more than 4 + 20/n pooled standard
 * deviations, both as they are and as logarithms (the separation of Ashman, Bird & Zepf 1994, where 2 is the least that
 * two normal modes need to show). The limit is that high because choosing the gap makes any small sample look split. It
 * grows with 1/n because the spread within a small part is often underestimated; the logarithms keep long tails out.
 * Drawn 2,000 times each for n from 8 to 40, uniform, normal, exponential and log-normal samples are called bimodal 2 %
 * of the time or less; modes a factor of 4 apart with 10 % noise 97 % or more.
 *
 * @param values - positive, in any order.
 * @returns the modes, or `null`: one mode, fewer than 8 values, or a value of 0 or below.
 */
export function bimodal(values: ArrayLike<number>): TwoModes | null {
  if (values.length < FEWEST_VALUES) return null;
  const sorted = ascending(values);
  if (sorted[0] <= 0) return null;
  const split = widestGap(sorted);
  const lowMode = quantileOfSorted(sorted.subarray(0, split), 0.5);
  const highMode = quantileOfSorted(sorted.subarray(split), 0.5);
  if (highMode - lowMode <= SMALLEST_DISTANCE * quantileOfSorted(sorted, 0.5)) return null;
  const limit = 4 + 20 / sorted.length;
  const apart = separation(sorted, split) > limit && separation(sorted.map(Math.log), split) > limit;
  return apart ? { lowMode, highMode, lowShare: split / sorted.length } : null;
}

/** Index of the first value of the upper part. */
function widestGap(sorted: Float64Array): number {
  const least = Math.ceil(SMALLEST_SHARE * sorted.length);
  let widest = least;
  for (let at = least; at <= sorted.length - least; at++) {
    if (sorted[at] - sorted[at - 1] > sorted[widest] - sorted[widest - 1]) widest = at;
  }
  return widest;
}

/** Distance of the parts' medians in pooled standard deviations. */
function separation(sorted: Float64Array, split: number): number {
  const parts = [sorted.subarray(0, split), sorted.subarray(split)];
  const [low, high] = parts.map((part) => quantileOfSorted(part, 0.5));
  const squares = parts.map(squaresAboutMean).reduce((sum, part) => sum + part, 0);
  return (high - low) / Math.sqrt(squares / (sorted.length - 2));
}

function squaresAboutMean(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
