import { median } from './median.ts';
import { createMedianResampler } from './median-resampler.ts';
import type { Random } from './random.ts';

/** The logarithm of a block's median, and of the medians of resamples of the block. */
export interface BlockMedian {
  readonly estimate: number;
  /** That of one resample: as many values, drawn with replacement. */
  draw(random: Random): number;
}

/** Up to this many values all resamples are listed: 4⁴ of them. */
const MOST_LISTED = 4;

/**
 * Prepare a block (the trials of one visit) for many resamples. Runs have a few trials in a block, so few that all resamples, which are
 * equally likely, can be listed beforehand: one draw chooses among them, where drawing the values would take one for each.
 *
 * @param values - positive, at least one.
 */
export function createBlockMedian(values: readonly number[]): BlockMedian {
  if (values.length === 0) throw new RangeError('expected a value in every block, found an empty one; leave it out');
  const estimate = Math.log(median(values));
  if (values.length > MOST_LISTED) {
    const resampler = createMedianResampler([values]);
    const onlyGroup = new Float64Array(1);
    return { estimate, draw: (random) => Math.log(resampler.draw(onlyGroup, random)) };
  }
  const listed = Float64Array.from(resamplesOf(values), (resample) => Math.log(median(resample)));
  return { estimate, draw: (random) => listed[random.below(listed.length)] };
}

/** All sequences of as many of the values, with repetitions. */
function resamplesOf(values: readonly number[]): number[][] {
  let sequences: number[][] = [[]];
  for (let taken = 0; taken < values.length; taken++)
    sequences = sequences.flatMap((sequence) => values.map((value) => [...sequence, value]));
  return sequences;
}
