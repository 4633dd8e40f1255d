import { ascending } from './ascending.ts';
import { quantileOfSorted } from './quantile.ts';
import type { Random } from './random.ts';

/** Medians of two-level resamples of one sample, made one after another without allocating. */
export interface MedianResampler {
  /** Median of all values as measured. */
  readonly estimate: number;
  /**
   * Median of one resample: groups drawn with replacement, then values within each.
   *
   * @param picks - one number in [0, 1) for each group to draw, which chooses it. Two resamplers given the same picks
   *   draw the same groups, so what all samples of a group share (a loud minute, a slow process) cancels between them.
   * @param random - draws the values within the groups.
   */
  draw(picks: Float64Array, random: Random): number;
}

/**
 * Prepare a sample of groups (blocks, or processes).
 *
 * The values are sorted once and drawn as ranks. The median of a resample is then found by counting
 * the ranks drawn and walking to the middle, which costs no sort and no selection.
 */
export function createMedianResampler(groups: readonly (readonly number[])[]): MedianResampler {
  const sorted = ascending(groups.flat());
  const ranks = groups.map((group, index) => {
    if (group.length === 0) {
      throw new RangeError(
        `expected a value in every group, group ${index} of ${groups.length} is empty; leave it out`,
      );
    }
    return Int32Array.from(group, (value) => sorted.indexOf(value));
  });
  const drawn = new Int32Array(sorted.length);

  function draw(picks: Float64Array, random: Random): number {
    drawn.fill(0);
    let size = 0;
    for (let at = 0; at < ranks.length; at++) {
      const group = ranks[Math.floor(picks[at] * ranks.length)];
      for (let taken = 0; taken < group.length; taken++) drawn[group[random.below(group.length)]]++;
      size += group.length;
    }
    let rank = 0;
    let passed = drawn[0];
    while (passed <= (size - 1) >> 1) passed += drawn[++rank];
    const lower = sorted[rank];
    while (passed <= size >> 1) passed += drawn[++rank];
    return lower + (sorted[rank] - lower) / 2;
  }

  return { estimate: quantileOfSorted(sorted, 0.5), draw };
}

/** Fill `picks` with fresh choices of groups. */
export function pickGroups(picks: Float64Array, random: Random): void {
  for (let at = 0; at < picks.length; at++) picks[at] = random.next();
}
