import fc from 'fast-check';
import { createRandom } from '../../src/stats/random.ts';

/** A source of standard normal values (Box & Muller), the same for the same seed. */
export function normalSource(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Values as a benchmark gives them: positive, many digits, some equal. */
export const measured = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.double({ min: 1e-3, max: 1e12, noNaN: true }));
export const sample = fc.array(measured, { minLength: 1, maxLength: 30 });
export const blocks = fc.array(fc.array(measured, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
export const seeds = fc.integer({ min: 0, max: 2 ** 31 });
