/** What threads do that need something done once: do it or find it done, or fail at it. */
import { begin, complete, giveUp } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** Words of `data`, written by whoever does it. */
const DONE: i32 = 0;
const FAILED: i32 = 1;

/** Returns how often it has been done, less 1. */
export function ask(words: Words, data: Words, self: i32): i32 {
  if (begin(words, self)) {
    data[DONE] = (data[DONE] + 1) | 0; // plain: one thread does it, all others wait
    complete(words, self);
  }
  return (data[DONE] - 1) | 0; // plain: it has been done
}

/** The same, but if this thread is to do it, it gives up. Returns 0 then, too. */
export function fail(words: Words, data: Words, self: i32): i32 {
  if (!begin(words, self)) return (data[DONE] - 1) | 0; // plain: it has been done
  data[FAILED] = (data[FAILED] + 1) | 0; // plain: as DONE
  giveUp(words, self);
  return 0;
}
