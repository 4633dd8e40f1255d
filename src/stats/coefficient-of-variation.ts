/**
 * Sample standard deviation (n - 1) over the absolute mean; 0.1 reads "10 % spread".
 * `NaN` for fewer than two values or a mean of 0: the spread is then unknown, and every comparison with it is false.
 */
export function coefficientOfVariation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean === 0 ? Number.NaN : Math.sqrt(squares / (values.length - 1)) / Math.abs(mean);
}
