import type { BootstrapOptions } from './bootstrap.ts';
import { type Interval, percentileInterval } from './interval.ts';
import { createMedianResampler, pickGroups } from './median-resampler.ts';
import { quantileOfSorted } from './quantile.ts';
import { createRandom } from './random.ts';

type Groups = readonly (readonly number[])[];

/**
 * A over B, measured side by side: the median over blocks of median(a) / median(b), with a bootstrap interval.
 *
 * Both sides of a block come from the same minute, so drift and neighbours cancel in its ratio. Blocks are drawn with
 * replacement, a and b together, then values within each. Ratios are taken as logarithms, so that A/B and B/A agree.
 * For `judge`, put the baseline second where higher is better and first where lower is better.
 *
 * @param a - blocks of positive values, in the order of the run.
 * @param b - as many blocks, in the same order and unit.
 */
export function pairedRatio(a: Groups, b: Groups, options: BootstrapOptions): Interval {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(
      `expected equally many blocks, at least one, got ${a.length} and ${b.length}; keep common blocks`,
    );
  }
  requirePositive(a);
  requirePositive(b);
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const random = createRandom(seed);
  const pairs = a.map((block, index) => ({
    a: createMedianResampler([block]),
    b: createMedianResampler([b[index]]),
  }));
  const measured = Float64Array.from(pairs, (pair) => Math.log(pair.a.estimate / pair.b.estimate)).sort();

  const onlyGroup = new Float64Array(1);
  const logRatios = new Float64Array(pairs.length);
  const replicates = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    for (let block = 0; block < pairs.length; block++) {
      const pair = pairs[random.below(pairs.length)];
      logRatios[block] = Math.log(pair.a.draw(onlyGroup, random) / pair.b.draw(onlyGroup, random));
    }
    replicates[at] = quantileOfSorted(logRatios.sort(), 0.5);
  }
  return exponential(percentileInterval(quantileOfSorted(measured, 0.5), replicates, level));
}

/**
 * A over B, measured apart (old files against new ones): the ratio of the medians, with a bootstrap interval.
 * Each side is drawn for itself, groups (processes) first, then values within each.
 *
 * @param a - processes of positive values.
 * @param b - processes of positive values in the same unit; their number may differ.
 */
export function independentRatio(a: Groups, b: Groups, options: BootstrapOptions): Interval {
  requirePositive(a);
  requirePositive(b);
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const random = createRandom(seed);
  const over = createMedianResampler(a);
  const under = createMedianResampler(b);
  const overPicks = new Float64Array(a.length);
  const underPicks = new Float64Array(b.length);
  const replicates = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    pickGroups(overPicks, random);
    pickGroups(underPicks, random);
    replicates[at] = Math.log(over.draw(overPicks, random) / under.draw(underPicks, random));
  }
  return exponential(percentileInterval(Math.log(over.estimate / under.estimate), replicates, level));
}

function requirePositive(groups: Groups): void {
  for (const value of groups.flat()) {
    if (!(value > 0))
      throw new RangeError(`a ratio needs positive values, got ${value}; leave trials without a result out`);
  }
}

function exponential({ estimate, low, high }: Interval): Interval {
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}
