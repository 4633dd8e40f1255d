import type { BootstrapOptions } from './bootstrap.ts';
import { type Interval, percentileInterval } from './interval.ts';
import { createMedianResampler } from './median-resampler.ts';
import { quantileOfSorted } from './quantile.ts';
import { createRandom } from './random.ts';

/** Two samples to be divided, the first by the second: blocks of positive values, in the order of the run. */
export type Quotient = readonly [over: readonly (readonly number[])[], under: readonly (readonly number[])[]];

/**
 * (a / b) over (c / d), all four measured side by side: how two speed-ups compare. The median over blocks of the quotient of
 * medians, with a bootstrap interval.
 *
 * As in `pairedRatio`, what slows a whole block down cancels: blocks are drawn with replacement, the same for all four, then values
 * within each. Quotients are taken as logarithms, so that exchanging the two ratios gives the reciprocal.
 *
 * @param first - a and b; all four samples have equally many blocks, in the same order.
 * @param second - c and d; their unit may differ from that of a and b.
 */
export function ratioOfRatios(first: Quotient, second: Quotient, options: BootstrapOptions): Interval {
  const samples = [...first, ...second];
  const [{ length }] = samples;
  if (length === 0 || samples.some((sample) => sample.length !== length)) {
    const found = samples.map((sample) => sample.length).join(', ');
    throw new RangeError(
      `expected four samples of equally many blocks, at least one, got ${found}; keep common blocks`,
    );
  }
  for (const value of samples.flat(2)) {
    if (!(value > 0))
      throw new RangeError(`a ratio needs positive values, got ${value}; leave trials without a result out`);
  }
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const random = createRandom(seed);
  const blocks = Array.from({ length }, (_, at) => samples.map((sample) => createMedianResampler([sample[at]])));
  const logarithm = ([a, b, c, d]: readonly number[]) => Math.log(a / b) - Math.log(c / d);
  const measured = Float64Array.from(blocks, (block) => logarithm(block.map(({ estimate }) => estimate))).sort();

  const onlyGroup = new Float64Array(1);
  const drawn = new Float64Array(length);
  const replicates = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    for (let block = 0; block < length; block++) {
      drawn[block] = logarithm(blocks[random.below(length)].map((side) => side.draw(onlyGroup, random)));
    }
    replicates[at] = quantileOfSorted(drawn.sort(), 0.5);
  }
  const { estimate, low, high } = percentileInterval(quantileOfSorted(measured, 0.5), replicates, level);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}
