/** Threads that count a latch down and pass it, a new one in each round: nobody passes before all have counted down. */

import { awaitOpen, countDown, isOpen } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import { LEFT_EARLY, NAP, OPS, THREADS } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { nextRound, placeOf } from './_renewed.ts';
import { wrong } from './_wrong.ts';

/** One to count down for each thread. */
export function pass(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  let round: i32 = 1;
  // Ends with the round that thread 0 has named.
  while (nextRound(words, control, mine, threads, round, self)) {
    linger(mine);
    control[placeOf(self)] = round; // plain: the latch orders it
    countDown(words, self);
    waitForAll(words, mine, self);
    for (let other: i32 = 0; other < threads; other++) {
      const there = control[placeOf(other)]; // plain: the latch orders it
      if (there !== round) wrong(control, mine, LEFT_EARLY, round, there);
    }
    Atomics.store(mine, OPS, round); // [relaxed] the main thread looks whether there is progress
    round = (round + 1) | 0;
  }
}

/** By `awaitOpen`, or one time in four by looking again and again. */
function waitForAll(words: Words, mine: Words, self: i32): void {
  if ((draw(mine) & 3) !== 0) {
    awaitOpen(words, self);
    return;
  }
  let paused: i32 = 0;
  while (!isOpen(words)) paused = relax(mine, NAP, paused, STAY_CLOSE); // ends when all have counted down
}
