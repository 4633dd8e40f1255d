/** What threads do at a barrier: write the round, pass, and find the round in the place of every other thread. */
import { arriveAndWait } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/**
 * Pass for the `round`-th time, from 1. Returns how many threads had not come: their round is not in their place.
 *
 * Threads write to one set of places in even rounds, to another in odd ones: who writes for round r + 2 has passed r + 1, and so
 * has everybody finished reading for round r.
 */
export function meet(words: Words, data: Words, round: i32, threads: i32, self: i32): i32 {
  const places = Math.imul(round & 1, threads);
  let missing: i32 = 0;
  data[places + self] = round; // plain: read by the others after the barrier
  arriveAndWait(words, self);
  for (let other: i32 = 0; other < threads; other++) {
    if (data[places + other] !== round) missing = (missing + 1) | 0; // plain: written before the barrier
  }
  return missing;
}
