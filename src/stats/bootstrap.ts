import { type Interval, percentileInterval } from './interval.ts';
import { createMedianResampler, pickGroups } from './median-resampler.ts';
import { createRandom } from './random.ts';

export interface BootstrapOptions {
  /** Same seed, same interval; the report prints it. */
  readonly seed: number;
  /** Default 10,000. */
  readonly resamples?: number;
  /** Share of the replicates inside the interval; default 0.95. */
  readonly level?: number;
}

/**
 * Median with a two-level percentile bootstrap interval: groups are drawn with replacement, then values within each.
 *
 * Trials of one block or one process resemble each other more than trials of different ones. Drawing single
 * trials as if they were independent would give intervals that are too short (Kalibera & Jones 2013).
 * With one group only its values are drawn, and the interval holds within that group alone.
 * One value gives an interval without width, and fewer than six values one that covers less than its level:
 * the median lies outside the range of n values with probability 2¹⁻ⁿ.
 *
 * @param groups - blocks or processes, none empty; values in the unit of the result.
 */
export function bootstrapMedian(groups: readonly (readonly number[])[], options: BootstrapOptions): Interval {
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const random = createRandom(seed);
  const resampler = createMedianResampler(groups);
  const picks = new Float64Array(groups.length);
  const replicates = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    pickGroups(picks, random);
    replicates[at] = resampler.draw(picks, random);
  }
  return percentileInterval(resampler.estimate, replicates, level);
}
