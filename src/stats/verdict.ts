import type { Interval } from './interval.ts';

export type Verdict = 'faster' | 'slower' | 'same' | 'inconclusive';

/** More runs than this are not worth predicting. */
const MOST_RUNS = 1000;

/**
 * Put an interval into a word. The band [1 / (1 + floor), 1 + floor] is what this machine shows between equal things.
 * Wholly above it: faster; wholly below: slower; wholly inside: same; anything else: inconclusive.
 * An interval of fewer than six values a side is too short (see `bootstrapMedian`): do not ask, say inconclusive.
 *
 * @param ratio - how many times as fast; above 1 means faster.
 * @param floor - the noise floor as a share, 0.03 for 3 %.
 */
export function judge(ratio: Interval, floor: number): Verdict {
  const top = bandTop(floor);
  if (ratio.low > top) return 'faster';
  if (ratio.high < 1 / top) return 'slower';
  if (ratio.low >= 1 / top && ratio.high <= top) return 'same';
  return 'inconclusive';
}

/**
 * Roughly how many more runs would let `judge` decide: the estimate is taken to stay, and either arm of the interval
 * (as logarithms) to shrink with the square root of the number of runs. A hint for planning, not a promise.
 *
 * @param n - runs behind `ratio` so far, at least 1.
 * @returns 0 when decided; `null` when the estimate lies on the band's edge
 *   or so near it that over 1,000 runs are needed.
 */
export function moreRunsNeeded(ratio: Interval, floor: number, n: number): number | null {
  if (judge(ratio, floor) !== 'inconclusive') return 0;
  const top = Math.log(bandTop(floor));
  const estimate = Math.log(ratio.estimate);
  const below = estimate - Math.log(ratio.low);
  const above = Math.log(ratio.high) - estimate;
  // How far either arm must shrink, 1 being its length now.
  let shrink: number;
  if (estimate > top) shrink = (estimate - top) / below;
  else if (estimate < -top) shrink = (-top - estimate) / above;
  else shrink = Math.min((top - estimate) / above, (top + estimate) / below);
  const needed = Math.floor(n / shrink ** 2) + 1;
  return needed <= MOST_RUNS ? Math.max(1, needed - n) : null;
}

function bandTop(floor: number): number {
  if (!(floor >= 0 && floor < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`the noise floor must be a share from 0 up, got ${floor}; 3 % is written 0.03`);
  }
  return 1 + floor;
}
