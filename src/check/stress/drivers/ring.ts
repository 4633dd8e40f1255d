/** Producers and consumers of a ring: as fast as they can, or with a record of every call. */

import { flush, popMany, pushMany, tryPop, tryPush } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import { forget, isFull, logCall, logReturn, POP, PUSH } from '../log.ts';
import {
  ASKED,
  BATCH,
  GAPLESS,
  MOST_ITEMS,
  NAP,
  NEXT_OF,
  OPS,
  OUT_OF_ORDER,
  PRODUCER_BITS,
  PRODUCING,
  SCRATCH,
  STOP,
  SUM,
} from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** Refused calls in a row that are recorded: they change nothing, and would fill the log while the other side sleeps. */
const MOST_REFUSALS: i32 = 2;

function itemOf(nth: i32, self: i32): i32 {
  return (nth << PRODUCER_BITS) | self;
}

/** From 1 to BATCH. */
function someItems(mine: Words): i32 {
  const most = mine[BATCH]; // plain: the thread's own
  return most === 1 ? 1 : (1 + (draw(mine) & (most - 1))) | 0;
}

/** Items 0, 1, 2 … until the round ends. */
export function produce(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let pushed: i32 = 0;
  let paused: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && pushed < MOST_ITEMS) {
    const count = someItems(mine);
    let n: i32 = 0;
    mine[ASKED] = (pushed + count) | 0; // plain: read when the thread has ended
    if (count === 1) {
      if (tryPush(words, self, itemOf(pushed, self))) n = 1;
    } else {
      for (let i: i32 = 0; i < count; i++) mine[SCRATCH + i] = itemOf((pushed + i) | 0, self); // plain: own words
      n = pushMany(words, self, mine, SCRATCH, count);
    }
    // plain: the thread's own; ends with what has been pushed
    for (let i: i32 = 0; i < n; i++) mine[SUM] = (mine[SUM] + itemOf((pushed + i) | 0, self)) | 0;
    pushed = (pushed + n) | 0;
    Atomics.store(mine, OPS, pushed); // [relaxed] the main thread looks whether there is progress
    if (n === 0) {
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      linger(mine);
    }
  }
  flush(words, self);
  // [release] after the last push; pairs with consume's and popWatched's [acquire] load
  Atomics.sub(control, PRODUCING, 1);
}

/** Takes until no producer is left and nothing is inside. */
export function consume(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let taken: i32 = 0;
  let paused: i32 = 0;
  // Ends when the producers have ended and the ring is empty: whatever there was has been taken.
  while (true) {
    // [acquire] before the try: if nobody produces any more, an empty ring stays empty; pairs with produce's [release] sub
    const producing = Atomics.load(control, PRODUCING);
    const count = someItems(mine);
    let n: i32 = 0;
    mine[ASKED] = (taken + count) | 0; // plain: read when the thread has ended
    if (count === 1) {
      if (tryPop(words, self, mine, SCRATCH)) n = 1;
    } else {
      n = popMany(words, self, mine, SCRATCH, count);
    }
    for (let i: i32 = 0; i < n; i++) take(control, mine, mine[SCRATCH + i]); // plain: own words
    taken = (taken + n) | 0;
    Atomics.store(mine, OPS, taken); // [relaxed] the main thread looks whether there is progress
    if (n === 0) {
      if (producing === 0) return;
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      linger(mine);
    }
  }
}

/** Each producer's items come in the order in which it put them in. */
function take(control: Words, mine: Words, item: i32): void {
  const at = (NEXT_OF + (item & ((1 << PRODUCER_BITS) - 1))) | 0;
  const nth = item >> PRODUCER_BITS;
  const due = mine[at]; // plain: the thread's own, as the other words here
  if (nth < due || (mine[GAPLESS] === 1 && nth !== due)) wrong(control, mine, OUT_OF_ORDER, due, item);
  mine[at] = (nth + 1) | 0;
  mine[SUM] = (mine[SUM] + item) | 0;
}

/** One item a call, every call recorded, until the log is full or the round ends. */
export function pushWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let pushed: i32 = 0;
  let refused: i32 = 0;
  let paused: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    const item = itemOf(pushed, self);
    logCall(log, PUSH, item);
    const done = tryPush(words, self, item);
    logReturn(log, done ? 1 : 0);
    if (done) {
      pushed = (pushed + 1) | 0;
      Atomics.store(mine, OPS, pushed); // [relaxed] the main thread looks whether there is progress
      refused = 0;
      paused = 0;
      linger(mine);
    } else {
      refused = (refused + 1) | 0;
      if (refused > MOST_REFUSALS) forget(log);
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    }
  }
  flush(words, self);
  Atomics.sub(control, PRODUCING, 1); // [release] as in produce
}

/** One item a call, every call recorded, until the log is full or nothing more can come. */
export function popWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let taken: i32 = 0;
  let refused: i32 = 0;
  let paused: i32 = 0;
  // Ends with the log, or when the producers have ended and the ring is empty.
  while (!isFull(log)) {
    const producing = Atomics.load(control, PRODUCING); // [acquire] as in consume
    logCall(log, POP, 0);
    const done = tryPop(words, self, mine, SCRATCH);
    logReturn(log, done ? mine[SCRATCH] : -1); // plain: own words; items are never negative
    if (done) {
      taken = (taken + 1) | 0;
      Atomics.store(mine, OPS, taken); // [relaxed] the main thread looks whether there is progress
      refused = 0;
      paused = 0;
      linger(mine);
    } else {
      if (producing === 0) return;
      refused = (refused + 1) | 0;
      if (refused > MOST_REFUSALS) forget(log);
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    }
  }
}
