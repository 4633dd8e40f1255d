/** Threads that ask for the same thing at once, a new one in each round: one does it, perhaps after others have given up. */

import { begin, complete, giveUp } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { OPS, SCRATCH, THREADS } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { nextRound, SHARED_BY_ROUND } from './_renewed.ts';

/** Plain words that only `once` orders: the round in which it was done last, and how often it was done. */
const DONE: i32 = SHARED_BY_ROUND;
const TIMES: i32 = SHARED_BY_ROUND + 1;

/** Own words, as in kinds/once.ts: rounds in which this thread went on and it had not been done. */
const TOO_SOON: i32 = SCRATCH;

export function ask(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  let round: i32 = 1;
  // Ends with the round that thread 0 has named.
  while (nextRound(words, control, mine, threads, round, self)) {
    linger(mine);
    // Ends when it has been done, by this thread or by another; this one gives up at one time in four.
    while (begin(words, self)) {
      linger(mine);
      if ((draw(mine) & 3) === 0) {
        giveUp(words, self);
      } else {
        control[DONE] = round; // plain: whoever does it is alone
        control[TIMES] = (control[TIMES] + 1) | 0; // plain: likewise
        complete(words, self);
      }
    }
    if (control[DONE] !== round) mine[TOO_SOON] = (mine[TOO_SOON] + 1) | 0; // plain: it has been done; and the thread's own
    Atomics.store(mine, OPS, round); // [relaxed] the main thread looks whether there is progress
    round = (round + 1) | 0;
  }
}
