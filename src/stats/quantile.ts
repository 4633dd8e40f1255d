import { ascending } from './ascending.ts';

/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman & Fan 1996, the default of R and NumPy.
 *
 * @param values - in any order, at least one; not changed.
 * @param p - from 0 (minimum) to 1 (maximum).
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(ascending(values), p);
}

/** `quantile` of values that are already ascending; reads at most two of them. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1))
    throw new RangeError(`a quantile needs p from 0 to 1, got ${p}; a percentile is p times 100`);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below];
  const share = position - below;
  return share === 0 ? low : low + share * (sorted[below + 1] - low);
}
