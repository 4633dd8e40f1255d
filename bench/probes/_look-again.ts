import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { i32, Words } from '../../src/contract.ts';

/**
 * Looks one after the other before a thread begins to pause between them. A hand-over takes 20 to 1000 ns; a pause of 40 ns would be
 * measured with it. As many looks take some microseconds: whoever waits longer waits for a thread that has no CPU.
 */
const EAGER_LOOKS: i32 = 512; // [explored as 1] it says only how long

/**
 * One step of waiting for a turn: `looks = lookAgain(words, NAP, looks)` after each look that found nothing, from 0. Pauses after
 * EAGER_LOOKS of them and naps after some 100 µs (src/atomics/backoff.ts); `words[at]` must be 0 for ever.
 */
export function lookAgain(words: Words, at: i32, looks: i32): i32 {
  if (looks < EAGER_LOOKS) return (looks + 1) | 0;
  return (EAGER_LOOKS + relax(words, at, (looks - EAGER_LOOKS) | 0, STAY_CLOSE)) | 0;
}
