import type { i32, Words } from '../contract.ts';
import { pause } from './pause.ts';
import { parkFor } from './wait.ts';

/**
 * Pauses before a thread gives its CPU away: about 100 µs. Longer than a nap, or one side's nap would send the other to
 * sleep, too; much shorter than a time slice.
 */
export const PAUSE_LIMIT: i32 = 3000; // [explored as 1] it says only how long

/**
 * How long to stay away after a failed try when throughput counts: about 1 µs. By then the other side has
 * moved on by a whole stretch of the ring. Looking again sooner finds one item, takes the line away from the thread that
 * works on it, and both go on in lockstep at one line transfer an item: 34 instead of 6 ns as WebAssembly
 * (docs/tried-and-rejected.md; "temporal slipping" in FastForward, Giacomoni, Moseley & Vachharajani, PPoPP 2008).
 */
export const STAY_AWAY: i32 = 32;

/** How long to stay away when latency counts: look again at once. */
export const STAY_CLOSE: i32 = 1;

/** The shortest useful sleep: Linux adds its timer slack of 50 µs. JavaScript and WebAssembly have no sched_yield. */
const NAP_US: i32 = 10;

/**
 * One step of a bounded spin: `paused = relax(words, at, paused, STAY_AWAY)` after each failed try, `paused = 0` after
 * success. Pauses `pauses` times; after PAUSE_LIMIT of them naps, so that the thread waited for gets the CPU when there are
 * more threads than CPUs.
 *
 * `words[at]` must be 0, and nobody may write it or wake there: it is only something to sleep on. Threads may share it.
 */
export function relax(words: Words, at: i32, paused: i32, pauses: i32): i32 {
  if (paused < PAUSE_LIMIT) {
    for (let i: i32 = 0; i < pauses; i++) pause();
    return (paused + pauses) | 0;
  }
  parkFor(words, at, 0, NAP_US);
  return 0;
}
