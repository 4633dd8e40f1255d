/**
 * A sample as a new array in ascending order: the gate through which every order statistic passes.
 *
 * @throws RangeError when the sample is empty or holds NaN or an infinity.
 */
export function ascending(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new RangeError('expected at least one value, got an empty sample; leave it out');
  const sorted = Float64Array.from(values).sort();
  // Sorting puts -Infinity first and NaN last, so the two ends tell.
  for (const end of [sorted[0], sorted[sorted.length - 1]]) {
    if (!Number.isFinite(end)) {
      throw new RangeError(`expected finite values, got ${end}; leave trials without a result out`);
    }
  }
  return sorted;
}
