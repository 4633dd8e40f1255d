/**
 * Hashes of states: 64 bits in two halves. Two different states are taken for one with a chance of n²/2⁶⁵ among n states: 3 in 10⁸
 * for a million.
 *
 * Memory is hashed as a sum over its words, so that a write changes the hash by a difference.
 */

/** Low half of what the word `at` with `value` adds to the hash of memory. */
export function wordLow(at: number, value: number): number {
  let x = Math.imul(value ^ Math.imul(at + 1, 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
  return x ^ (x >>> 13);
}

/** High half. */
export function wordHigh(at: number, value: number): number {
  let x = Math.imul(value + Math.imul(at + 7, 0x27d4eb2f), 0x165667b1);
  x = Math.imul(x ^ (x >>> 16), 0x9e3779b1);
  return x ^ (x >>> 14);
}

/** Hash `state[from … from + length)` into `target[into]` and `target[into + 1]`. */
export function hashRange(state: Int32Array, from: number, length: number, into: number, target = state): void {
  let low = 0x2545f491;
  let high = 0x6a09e667;
  for (let i = from; i < from + length; i++) {
    const value = state[i];
    low = Math.imul(low ^ value, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high + value, 0x85ebca6b);
    high ^= high >>> 13;
  }
  target[into] = Math.imul(low, 0xc2b2ae35);
  target[into + 1] = Math.imul(high, 0x27d4eb2f);
}
