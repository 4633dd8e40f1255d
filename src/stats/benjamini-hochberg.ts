/**
 * Adjusted p values that control the false discovery rate (Benjamini & Hochberg 1995): calling every row with an
 * adjusted p below 0.05 means that about 5 % of the calls are false.
 *
 * @param pValues - from 0 to 1; the result has the same order.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const outside = pValues.find((p) => !(p >= 0 && p <= 1));
  if (outside !== undefined) throw new RangeError(`a p value must lie from 0 to 1, got ${outside}; leave the row out`);
  const descending = pValues.map((_, index) => index).sort((one, other) => pValues[other] - pValues[one]);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  descending.forEach((index, above) => {
    smallest = Math.min(smallest, pValues[index] * (pValues.length / (pValues.length - above)));
    adjusted[index] = smallest;
  });
  return adjusted;
}
