/** Threads that look up, put in and remove a few keys: as fast as they can, or with a record of every call. */

import { get, put, remove } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { isFull, logCall, logReturn } from '../log.ts';
import { OPS, READ_EVERY, SCRATCH, STOP } from '../protocol.ts';
import { draw, linger } from './_draw.ts';

/** Names in the log, in the order of NAMES in kinds/map.ts. */
const GET: i32 = 0;
const PUT: i32 = 1;
const REMOVE: i32 = 2;

/** Own words, as in kinds/map.ts: how many keys there are, how many values were another key's, and how often each key came and went. */
const KEYS: i32 = SCRATCH + 1;
const STRANGE: i32 = SCRATCH + 2;
const REFUSED: i32 = SCRATCH + 3;
const PRESENT_OF: i32 = SCRATCH + 8;

/** A value is its number in the thread's sequence, the thread's number (at most MOST_THREADS), and its key, from 1 to 8, less 1. */
const THREAD_BITS: i32 = 5;
const KEY_BITS: i32 = 3;
const KEY_MASK: i32 = (1 << KEY_BITS) - 1;

/** Calls of a thread that are recorded: each order of them is looked for, which takes the longer, the more calls a key has. */
const MOST_CALLS: i32 = 4096;

function valueFor(nth: i32, self: i32, key: i32): i32 {
  return (((nth << THREAD_BITS) | self) << KEY_BITS) | ((key - 1) & KEY_MASK);
}

function someKey(mine: Words): i32 {
  return (1 + ((draw(mine) >> 4) & (mine[KEYS] - 1))) | 0; // plain: the thread's own
}

/** GET for all but one call in READ_EVERY; PUT and REMOVE as often. */
function someName(mine: Words): i32 {
  const drawn = draw(mine) >> 4;
  if ((drawn & (mine[READ_EVERY] - 1)) !== 0) return GET; // plain: the thread's own
  return (drawn & 1024) !== 0 ? PUT : REMOVE;
}

export function mixed(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    const key = someKey(mine);
    const name = someName(mine);
    let change: i32 = 0;
    if (name === GET) {
      // plain: the thread's own, read when it has ended, as the other words here
      if (get(words, self, key, mine, SCRATCH) && (mine[SCRATCH] & KEY_MASK) !== ((key - 1) & KEY_MASK))
        mine[STRANGE] = (mine[STRANGE] + 1) | 0;
    } else if (name === PUT) {
      change = put(words, self, key, valueFor(done, self, key));
      if (change < 0) mine[REFUSED] = (mine[REFUSED] + 1) | 0;
    } else if (remove(words, self, key)) {
      change = -1;
    }
    mine[PRESENT_OF + key] = (mine[PRESENT_OF + key] + change) | 0;
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** Every call recorded, until there are MOST_CALLS or the round ends. */
export function mixedWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  // Ends with the calls or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && done < MOST_CALLS && !isFull(log)) {
    const key = someKey(mine);
    const name = someName(mine);
    if (name === GET) {
      logCall(log, GET, key);
      const isThere = get(words, self, key, mine, SCRATCH);
      logReturn(log, isThere ? mine[SCRATCH] : -1); // plain: own words; values are never negative
    } else if (name === PUT) {
      const value = valueFor(done, self, key);
      logCall(log, PUT, value);
      const outcome = put(words, self, key, value);
      logReturn(log, outcome);
    } else {
      logCall(log, REMOVE, key);
      const wasThere = remove(words, self, key);
      logReturn(log, wasThere ? 1 : 0);
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}
