/** The owner of a deque and thieves: as fast as they can, or with a record of every call. */

import { popBottom, pushBottom, steal } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import { forget, isFull, logCall, logReturn } from '../log.ts';
import {
  BATCH,
  INSIDE,
  MOST_ITEMS,
  NAP,
  NEXT_OF,
  OPS,
  OUT_OF_ORDER,
  PRODUCER_BITS,
  SCRATCH,
  STOP,
  SUM,
} from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** Names in the log, in the order of NAMES in kinds/deque.ts. */
const PUSH_BOTTOM: i32 = 0;
const POP_BOTTOM: i32 = 1;
const STEAL: i32 = 2;

/** Calls in vain one after another that are recorded: they change nothing, and would fill the log. */
const MOST_IN_VAIN: i32 = 2;

/** As an item of producer 0: of several of the owner, the later has the larger number. */
function itemOf(nth: i32): i32 {
  return nth << PRODUCER_BITS;
}

/** Calls of one sort before the other is drawn: from 1 to BATCH. */
function someCalls(mine: Words): i32 {
  return (1 + (draw(mine) & (mine[BATCH] - 1))) | 0; // plain: the thread's own
}

/** Pushes some, pops some, until the round ends. */
export function own(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let pushed: i32 = 0;
  let calls: i32 = 0;
  let pushes: i32 = someCalls(mine);
  let pops: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && pushed < MOST_ITEMS) {
    if (pushes > 0) {
      pushes = (pushes - 1) | 0;
      if (pushes === 0) pops = someCalls(mine);
      if (pushBottom(words, itemOf(pushed))) {
        mine[INSIDE] = (mine[INSIDE] + 1) | 0; // plain: read when the thread has ended, as the other words here
        mine[SUM] = (mine[SUM] + itemOf(pushed)) | 0;
        pushed = (pushed + 1) | 0;
      }
    } else {
      pops = (pops - 1) | 0;
      if (pops === 0) pushes = someCalls(mine);
      if (popBottom(words, mine, SCRATCH)) {
        mine[INSIDE] = (mine[INSIDE] - 1) | 0;
        mine[SUM] = (mine[SUM] - mine[SCRATCH]) | 0;
      }
    }
    calls = (calls + 1) | 0;
    Atomics.store(mine, OPS, calls); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** Steals until the round ends. What is nearer to the top was put in earlier, so each item is a later one than the last. */
export function thieve(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let paused: i32 = 0;
  let calls: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    const outcome = steal(words, self, mine, SCRATCH);
    calls = (calls + 1) | 0;
    Atomics.store(mine, OPS, calls); // [relaxed] the main thread looks whether there is progress
    if (outcome === 1) {
      const item = mine[SCRATCH]; // plain: the thread's own, as the other words here
      const nth = item >> PRODUCER_BITS;
      if (nth < mine[NEXT_OF]) wrong(control, mine, OUT_OF_ORDER, mine[NEXT_OF], item);
      mine[NEXT_OF] = (nth + 1) | 0;
      mine[INSIDE] = (mine[INSIDE] - 1) | 0;
      mine[SUM] = (mine[SUM] - item) | 0;
      paused = 0;
      linger(mine);
    } else {
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    }
  }
}

/** As `own`, every call recorded, until the log is full or the round ends. */
export function ownWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let pushed: i32 = 0;
  let calls: i32 = 0;
  let pushes: i32 = someCalls(mine);
  let pops: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    if (pushes > 0) {
      pushes = (pushes - 1) | 0;
      if (pushes === 0) pops = someCalls(mine);
      logCall(log, PUSH_BOTTOM, itemOf(pushed));
      const isIn = pushBottom(words, itemOf(pushed));
      logReturn(log, isIn ? 1 : 0);
      if (isIn) pushed = (pushed + 1) | 0;
    } else {
      pops = (pops - 1) | 0;
      if (pops === 0) pushes = someCalls(mine);
      logCall(log, POP_BOTTOM, 0);
      const isOut = popBottom(words, mine, SCRATCH);
      logReturn(log, isOut ? mine[SCRATCH] : -1); // plain: own words; items are never negative
    }
    calls = (calls + 1) | 0;
    Atomics.store(mine, OPS, calls); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** As `thieve`, every call recorded but lost races, until the log is full or the round ends. */
export function thieveWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let paused: i32 = 0;
  let inVain: i32 = 0;
  let calls: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    logCall(log, STEAL, 0);
    const outcome = steal(words, self, mine, SCRATCH);
    logReturn(log, outcome === 1 ? mine[SCRATCH] : -1); // plain: own words; items are never negative
    calls = (calls + 1) | 0;
    Atomics.store(mine, OPS, calls); // [relaxed] the main thread looks whether there is progress
    if (outcome === 1) {
      inVain = 0;
      paused = 0;
      linger(mine);
    } else {
      inVain = (inVain + 1) | 0;
      if (outcome < 0 || inVain > MOST_IN_VAIN) forget(log);
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    }
  }
}
