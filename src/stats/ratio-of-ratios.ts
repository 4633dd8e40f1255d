import type { BootstrapOptions } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import { type Blocks, productOverBlocks } from './paired-blocks.ts';

/** Two samples to be divided, the first by the second: blocks of positive values, in the order of the run. */
export type Quotient = readonly [over: Blocks, under: Blocks];

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
  const [a, b, c, d] = [...first, ...second];
  const factors = [
    { blocks: a, power: 1 },
    { blocks: b, power: -1 },
    { blocks: c, power: -1 },
    { blocks: d, power: 1 },
  ] as const;
  return productOverBlocks(factors, options);
}
