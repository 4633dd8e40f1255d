/** When a count that rises and falls is at least so high. */

/** From one time to another, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches during which the count is `level` or more, by time. It begins at 0 and rises and falls by one at the given times.
 *
 * @param first - what comes first where both happen at one time: falls for the least that the count can have been, rises for the most.
 */
export function stretchesOf(
  level: number,
  { rises, falls, first }: { rises: readonly number[]; falls: readonly number[]; first: 'rises' | 'falls' },
): Stretch[] {
  const up = Float64Array.from(rises).sort();
  const down = Float64Array.from(falls).sort();
  const stretches: Stretch[] = [];
  let from = Number.NEGATIVE_INFINITY;
  let risen = 0;
  let fallen = 0;
  while (risen < up.length || fallen < down.length) {
    const isRise =
      fallen === down.length ||
      (risen < up.length && (first === 'rises' ? up[risen] <= down[fallen] : up[risen] < down[fallen]));
    if (isRise) {
      if (risen - fallen === level - 1) from = up[risen];
      risen++;
    } else {
      if (risen - fallen === level) stretches.push({ from, to: down[fallen] });
      fallen++;
    }
  }
  if (risen - fallen >= level) stretches.push({ from, to: Number.POSITIVE_INFINITY });
  return stretches;
}

/** Does one of the stretches have a time from `from` to `to`, both included? */
export function hasTime(stretches: readonly Stretch[], from: number, to: number): boolean {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stretches[middle].to < from) low = middle + 1;
    else high = middle;
  }
  return low < stretches.length && stretches[low].from <= to;
}
