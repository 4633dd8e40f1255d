import { ascending } from './ascending.ts';
import { quantileOfSorted } from './quantile.ts';

export interface Outliers {
  /** Values more than 1.5 and at most 3 interquartile ranges outside the quartiles. */
  readonly mild: number;
  /** Values more than 3 interquartile ranges outside the quartiles. */
  readonly severe: number;
}

/**
 * Outliers by Tukey's fences (1977), counted so that they can be marked; nothing is ever dropped.
 * Normal data shows about one mild outlier in 150 values, and more in small samples.
 */
export function countOutliers(values: ArrayLike<number>): Outliers {
  const sorted = ascending(values);
  const lower = quantileOfSorted(sorted, 0.25);
  const upper = quantileOfSorted(sorted, 0.75);
  const range = upper - lower;
  let mild = 0;
  let severe = 0;
  for (const value of sorted) {
    const outside = Math.max(lower - value, value - upper);
    if (outside > 3 * range) severe++;
    else if (outside > 1.5 * range) mild++;
  }
  return { mild, severe };
}
