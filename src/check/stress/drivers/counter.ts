/** Threads that add to a counter: as fast as they can, or with a record of every call. */

import { add, read } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { ADD, isFull, logCall, logReturn, READ } from '../log.ts';
import { ASKED, ONES, OPS, READ_EVERY, START, STOP, SUM } from '../protocol.ts';
import { draw, linger } from './_draw.ts';

/** Ones, or numbers of either sign and of every size. */
export function addTogether(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let added: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    const drawn = draw(mine);
    const amount: i32 = mine[ONES] === 1 ? 1 : drawn >> (drawn & 31); // plain: the thread's own
    mine[ASKED] = amount; // plain: read when the thread has ended: the amount that may have been added, or not
    add(words, self, amount);
    added = (added + 1) | 0;
    mine[SUM] = (mine[SUM] + amount) | 0; // plain: as above
    Atomics.store(mine, OPS, added); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** Adds 1, and reads now and then, every call recorded, until the log is full or the round ends. */
export function addWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const readMask = (mine[READ_EVERY] - 1) | 0; // plain: the thread's own
  const start = mine[START]; // plain: the thread's own
  let done: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    if (((draw(mine) >> 4) & readMask) === 0) {
      logCall(log, READ, 0);
      const seen = read(words);
      logReturn(log, (seen - start) | 0);
    } else {
      logCall(log, ADD, 1);
      add(words, self, 1);
      logReturn(log, 0);
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}
