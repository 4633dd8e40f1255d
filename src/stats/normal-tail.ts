/**
 * Probability that a standard normal variable exceeds z, for z ≥ 0; relative error below 1e-12.
 * Abramowitz & Stegun 1964: power series 26.2.11 near the centre, continued fraction 26.2.14 in the tail.
 */
export function normalTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let depth = 100; depth > 0; depth--) fraction = z + depth / fraction;
  return density / fraction;
}
