import type { BootstrapOptions } from './bootstrap.ts';
import { type Interval, percentileInterval } from './interval.ts';
import { createMedianResampler, pickGroups } from './median-resampler.ts';
import { type Blocks, productOverBlocks, requirePositive } from './paired-blocks.ts';
import { createRandom } from './random.ts';

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
export function pairedRatio(a: Blocks, b: Blocks, options: BootstrapOptions): Interval {
  const factors = [
    { blocks: a, power: 1 },
    { blocks: b, power: -1 },
  ] as const;
  return productOverBlocks(factors, options);
}

/**
 * A over B, measured apart (old files against new ones): the ratio of the medians, with a bootstrap interval.
 * Each side is drawn for itself, groups (processes) first, then values within each.
 *
 * @param a - processes of positive values.
 * @param b - processes of positive values in the same unit; their number may differ.
 */
export function independentRatio(a: Blocks, b: Blocks, options: BootstrapOptions): Interval {
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
  const { estimate, low, high } = percentileInterval(Math.log(over.estimate / under.estimate), replicates, level);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}
