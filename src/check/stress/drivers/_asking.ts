/** What threads that delegate do before they ask and when they have the answer: whoever serves them, it is the same. */
import type { i32, Words } from '../../../contract.ts';
import { ADD as ADDITION, NO_OPERATION, WORK } from '../../../delegation/_object.ts';
import { ADD, isFull, logCall, logReturn, POP, PUSH } from '../log.ts';
import { LINGER, OPS, PRODUCING, SCRATCH, STOP, SUM } from '../protocol.ts';
import { draw, linger } from './_draw.ts';

/** Own words: the operation that puts an item in, or adds; and that which takes one out, or none. */
export const PUT: i32 = SCRATCH;
export const TAKE: i32 = SCRATCH + 1;
/** What to ask for. */
export const OPERATION: i32 = SCRATCH + 2;
export const ARGUMENT: i32 = SCRATCH + 3;
/** Items that the thread has put in and not taken out again. */
const AHEAD: i32 = SCRATCH + 4;

/** An item is its number in its thread's sequence, then so many bits of the thread's number: MOST_THREADS is 2^5. */
const THREAD_BITS: i32 = 5;

// plain: all accesses to `mine`: the thread's own words.

/** Has the round not ended? */
export function goesOn(control: Words): boolean {
  return Atomics.load(control, STOP) === 0; // [relaxed] pairs with the main thread's store of STOP
}

/** Has the round not ended, and is there room for another record? */
export function isRecording(control: Words, log: Words): boolean {
  return goesOn(control) && !isFull(log);
}

/** Choose an addition of 1, with work perhaps. */
export function chooseAddition(mine: Words): void {
  const steps = draw(mine) & mine[LINGER]; // plain: see above
  mine[OPERATION] = steps === 0 ? ADDITION : WORK; // plain: see above
  mine[ARGUMENT] = steps === 0 ? 1 : steps; // plain: see above
}

/** The sum of the counts that all have found says whether each count was found once. */
export function noteAddition(mine: Words, found: i32): void {
  mine[SUM] = (mine[SUM] + found) | 0; // plain: see above
  countOperation(mine);
}

/**
 * Choose the next operation and record its call. A thread has put in one item more than it has taken out at most, so that there is always
 * room: the object has a place for each of MOST_THREADS.
 */
export function recordCall(mine: Words, log: Words, self: i32): void {
  const take = mine[TAKE]; // plain: see above, as all words here
  mine[OPERATION] = mine[PUT];
  if (take === NO_OPERATION) {
    mine[ARGUMENT] = 1;
    logCall(log, ADD, 1);
  } else if (mine[AHEAD] < 1 && ((draw(mine) >> 4) & 3) !== 0) {
    const item = (mine[OPS] << THREAD_BITS) | self;
    mine[ARGUMENT] = item;
    mine[AHEAD] = (mine[AHEAD] + 1) | 0;
    logCall(log, PUSH, item);
  } else {
    mine[OPERATION] = take;
    mine[ARGUMENT] = 0;
    logCall(log, POP, 0);
  }
}

export function recordReturn(mine: Words, log: Words, result: i32): void {
  logReturn(log, result);
  if (mine[OPERATION] === mine[TAKE] && result >= 0) mine[AHEAD] = (mine[AHEAD] - 1) | 0; // plain: see above
  countOperation(mine);
}

function countOperation(mine: Words): void {
  Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
  linger(mine);
}

export function endAsking(control: Words): void {
  Atomics.sub(control, PRODUCING, 1); // [release] this thread has all its answers; pairs with a server's [acquire] load
}
