import type { i32, Words } from '../contract.ts';
import { pause } from './pause.ts';
import { parkFor } from './wait.ts';

/** Spins before a thread gives its CPU away. About 50 µs in JavaScript: longer than a hand-over, shorter than a time slice. */
export const SPIN_LIMIT: i32 = 1000;

/** The shortest useful sleep: Linux adds its timer slack of 50 µs. JavaScript and WebAssembly have no sched_yield. */
const NAP_US: i32 = 10;

/**
 * One step of a bounded spin: `spins = relax(words, at, spins)` after each failed try, `spins = 0` after success.
 * Pauses `SPIN_LIMIT` times, then naps, so that the thread waited for gets the CPU when there are more threads than CPUs.
 *
 * `words[at]` must be 0 and belong to the calling thread: nobody writes it, it is only something to sleep on.
 */
export function relax(words: Words, at: i32, spins: i32): i32 {
  if (spins < SPIN_LIMIT) {
    pause();
    return (spins + 1) | 0;
  }
  parkFor(words, at, 0, NAP_US);
  return 0;
}
