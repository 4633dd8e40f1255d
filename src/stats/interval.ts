import { quantileOfSorted } from './quantile.ts';

/** An estimate with its uncertainty, all three in the unit of the estimate. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile interval of a bootstrap (Efron 1979): cuts (1 - level) / 2 off either end of the replicates.
 *
 * @param replicates - the statistic of each resample; sorted in place.
 * @param level - share of replicates inside, between 0 and 1.
 */
export function percentileInterval(estimate: number, replicates: Float64Array, level: number): Interval {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`the level must lie between 0 and 1, got ${level}; 95 % is written 0.95`);
  }
  if (replicates.length === 0) throw new RangeError('expected at least one resample, got 0; 10,000 is usual');
  replicates.sort();
  const tail = (1 - level) / 2;
  return { estimate, low: quantileOfSorted(replicates, tail), high: quantileOfSorted(replicates, 1 - tail) };
}
