import { median } from './median.ts';

/**
 * Median absolute deviation from the median, unscaled: half of the values lie within it.
 * For normal data 1.4826 times this estimates the standard deviation.
 */
export function mad(values: ArrayLike<number>): number {
  const centre = median(values);
  return median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}
