/** Threads that take permits and give them back, or make them for others who take them. */

import { acquire, release, tryAcquire } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import { LINE_WORDS } from '../../../atomics/layout.ts';
import type { i32, Words } from '../../../contract.ts';
import { CALLS, logCall, logReturn, ROOM } from '../log.ts';
import { ASKED, NAP, OPS, SCRATCH, SHARED, STOP, THREADS } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { section } from './_section.ts';

/** Names in the log, in the order of NAMES in kinds/semaphore.ts. */
const ACQUIRE: i32 = 0;
const TRY_ACQUIRE: i32 = 1;
const RELEASE: i32 = 2;

/** Own words, as in kinds/semaphore.ts: the most that this thread has met inside, itself included; and how far makers go ahead at most. */
const MOST_MET: i32 = SCRATCH;
const MOST_AHEAD: i32 = SCRATCH + 1;

/** How many are inside. Behind the words of _section.ts. */
const VISITORS: i32 = SHARED + LINE_WORDS;
/** Permits that were made, and taken. */
const MADE: i32 = SHARED + 2 * LINE_WORDS;
const TAKEN: i32 = SHARED + 3 * LINE_WORDS;

/** By `acquire`, or one time in four by trying again and again. */
function getIn(words: Words, mine: Words, self: i32): void {
  if ((draw(mine) & 3) !== 0) {
    acquire(words, self);
    return;
  }
  let paused: i32 = 0;
  while (!tryAcquire(words, self)) paused = relax(mine, NAP, paused, STAY_CLOSE); // ends when somebody has left
}

/** With one permit: whoever is inside is alone there. */
export function enter(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: everybody leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    getIn(words, mine, self);
    section(control, mine, self);
    release(words, self);
    linger(mine);
  }
}

/** With any number of permits: no more inside than that. */
export function visit(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let visits: i32 = 0;
  // Ends with the round: everybody leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    getIn(words, mine, self);
    stay(control, mine);
    release(words, self);
    visits = (visits + 1) | 0;
    Atomics.store(mine, OPS, visits); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

function stay(control: Words, mine: Words): void {
  const met: i32 = (Atomics.add(control, VISITORS, 1) + 1) | 0; // [relaxed] only counted, as below
  if (met > mine[MOST_MET]) mine[MOST_MET] = met; // plain: the thread's own, read when it has ended
  linger(mine);
  Atomics.sub(control, VISITORS, 1);
}

/** Is there room for getting in and for leaving? */
function hasRoom(log: Words): boolean {
  return ((log[CALLS] + 2) | 0) <= log[ROOM]; // plain: the thread's own
}

/** The same with every call recorded, until the log is full or the round ends. */
export function visitWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let visits: i32 = 0;
  // Ends with the log or the round: everybody leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && hasRoom(log)) {
    let isIn: boolean = true;
    if ((draw(mine) & 1) !== 0) {
      logCall(log, ACQUIRE, 0);
      acquire(words, self);
      logReturn(log, 0);
    } else {
      logCall(log, TRY_ACQUIRE, 0);
      isIn = tryAcquire(words, self);
      logReturn(log, isIn ? 1 : 0);
    }
    if (isIn) {
      linger(mine);
      logCall(log, RELEASE, 0);
      release(words, self);
      logReturn(log, 0);
    }
    visits = (visits + 1) | 0;
    Atomics.store(mine, OPS, visits); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** Make permits for those who `take`; at the end one more for each thread, so that nobody waits on. */
export function make(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let paused: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    const ahead = (Atomics.load(control, MADE) - Atomics.load(control, TAKEN)) | 0; // [relaxed] both: somewhere near suffices
    // plain: the thread's own
    if (ahead >= mine[MOST_AHEAD]) {
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      makeOne(words, control, mine, self);
      linger(mine);
    }
  }
  const threads = mine[THREADS]; // plain: the thread's own
  for (let i: i32 = 0; i < threads; i++) makeOne(words, control, mine, self);
}

function makeOne(words: Words, control: Words, mine: Words, self: i32): void {
  mine[ASKED] = (mine[ASKED] + 1) | 0; // plain: read when the thread has ended
  Atomics.add(control, MADE, 1); // [relaxed] see make
  release(words, self);
  Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
}

/** Take permits until the round is over; those that come then are enough for all. */
export function take(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    acquire(words, self);
    Atomics.add(control, TAKEN, 1); // [relaxed] see make
    Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}
