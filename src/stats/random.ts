/**
 * Seeded pseudo-random numbers, the same on every machine.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand, 2010), seeded as PractRand seeds it from 64 bits:
 * a = 0, b and c the low and high half, counter = 1, twelve outputs thrown away. Not for secrets.
 */

export interface Random {
  /** The next number in [0, 1), a multiple of 2⁻³². */
  next(): number;
  /**
   * An integer from 0 to n - 1, for n from 1 to 2³². Probabilities differ by at most 2⁻³² (the product is not
   * redrawn), which no resampling can notice.
   */
  below(n: number): number;
  /** A copy in random order (Fisher and Yates); every order is equally likely. */
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * Start a stream.
 *
 * @param seed - an integer from 0 to 2⁵³ - 1; neighbouring seeds give unrelated streams.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `the seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}; choose another`,
    );
  }
  let a = 0;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;

  function next(): number {
    const output = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + output) | 0;
    return (output >>> 0) / 2 ** 32;
  }

  function below(n: number): number {
    return Math.floor(next() * n);
  }

  function shuffled<T>(items: readonly T[]): T[] {
    const order = [...items];
    for (let last = order.length - 1; last > 0; last--) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  for (let discarded = 0; discarded < 12; discarded++) next();
  return { next, below, shuffled };
}
