import type { Interval } from './interval.ts';

/** The 97.5 % point of the normal distribution: a two-sided 95 % interval. */
const Z = 1.959963984540054;

/**
 * 95 % interval of a proportion (Wilson 1927). It stays inside [0, 1] and is honest at the ends: 0 of n gives an
 * upper end near 3.84 / n, never 0.
 *
 * @param successes - an integer from 0 to `trials`.
 * @param trials - an integer from 1.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!Number.isInteger(trials) || !Number.isInteger(successes) || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(
      `expected a count from 0 to the number of trials, got ${successes} of ${trials}; check the counts`,
    );
  }
  const share = successes / trials;
  const shrink = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / shrink;
  const arm = (Z / shrink) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  // At the ends centre and arm are equal but for rounding.
  const low = successes === 0 ? 0 : centre - arm;
  const high = successes === trials ? 1 : centre + arm;
  return { estimate: share, low, high };
}
