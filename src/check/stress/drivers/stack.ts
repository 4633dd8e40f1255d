/** Threads that push and pop as it comes: as fast as they can, or with a record of every call. */

import { pop, push } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { isFull, logCall, logReturn, POP, PUSH } from '../log.ts';
import { INSIDE, OPS, SCRATCH, STOP, SUM } from '../protocol.ts';
import { draw, linger } from './_draw.ts';

/** An item is its number in the thread's sequence, then so many bits of the thread's number (at most MOST_THREADS). */
const THREAD_BITS: i32 = 5;

function itemOf(nth: i32, self: i32): i32 {
  return (nth << THREAD_BITS) | self;
}

function wantsToPush(mine: Words): boolean {
  return ((draw(mine) >> 4) & 1) === 0;
}

export function pushAndPop(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  let pushed: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    if (wantsToPush(mine)) {
      const item = itemOf(pushed, self);
      if (push(words, self, item) >= 0) {
        pushed = (pushed + 1) | 0;
        mine[INSIDE] = (mine[INSIDE] + 1) | 0; // plain: read when the thread has ended, as the other words here
        mine[SUM] = (mine[SUM] + item) | 0;
      }
    } else if (pop(words, self, mine, SCRATCH) >= 0) {
      mine[INSIDE] = (mine[INSIDE] - 1) | 0;
      mine[SUM] = (mine[SUM] - mine[SCRATCH]) | 0;
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** Every call recorded, until the log is full or the round ends. */
export function pushAndPopWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  let pushed: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    if (wantsToPush(mine)) {
      const item = itemOf(pushed, self);
      logCall(log, PUSH, item);
      const isIn = push(words, self, item) >= 0;
      logReturn(log, isIn ? 1 : 0);
      if (isIn) pushed = (pushed + 1) | 0;
    } else {
      logCall(log, POP, 0);
      const isOut = pop(words, self, mine, SCRATCH) >= 0;
      logReturn(log, isOut ? mine[SCRATCH] : -1); // plain: own words; items are never negative
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}
