import type { i32, Words } from '../contract.ts';
import { nowNs } from './clock.ts';
import { parkFor } from './wait.ts';

/** The clock counts 32 bits of nanoseconds, about 2 s to either side: a longer sleep is cut into several. */
const LONGEST_SLEEP_US: i32 = 1000000;

/**
 * Sleep while `words[index] === expected`, for at most `leftUs` microseconds, until woken. May return early: look again.
 * Returns how many microseconds have passed, at least 1, so that a loop that subtracts them ends.
 */
export function parkAtMost(words: Words, index: i32, expected: i32, leftUs: i32): i32 {
  const startNs: i32 = nowNs();
  parkFor(words, index, expected, leftUs < LONGEST_SLEEP_US ? leftUs : LONGEST_SLEEP_US);
  const tookNs: i32 = (nowNs() - startNs) | 0;
  if (tookNs < 0) return LONGEST_SLEEP_US; // stopped for more than 2 s: the clock has gone round
  return tookNs < 1000 ? 1 : (tookNs / 1000) | 0;
}
