import { quantile } from './quantile.ts';

/** The middle value, or the mean of the two middle ones. At least one value, in any order. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
