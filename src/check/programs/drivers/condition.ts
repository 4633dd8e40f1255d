/** What threads do with a condition: wait under a lock until there is something to take, or until there is room to put it. */
import { awaitNotified, notifyAll, notifyOne, prepareWait } from '#subject';
import { pause } from '../../../atomics/pause.ts';
import type { i32, Words } from '../../../contract.ts';

/** Words of `data`; all but the lock are its holder's. */
const LOCK: i32 = 0;
const ITEMS: i32 = 1;
/** The item in a buffer for one. */
const ITEM: i32 = 2;
/** Sum of the items that were taken from it. */
const SUM: i32 = 3;

const FREE: i32 = 0;
const HELD: i32 = 1;

/** How `put` notifies: one or all, with the lock held or after it. */
const ALL: i32 = 1;
const AFTER: i32 = 2;

function lock(data: Words): void {
  // [acquire] pairs with unlock's [release] store. Ends when the holder has unlocked.
  while (Atomics.compareExchange(data, LOCK, FREE, HELD) !== FREE) pause();
}

function unlock(data: Words): void {
  Atomics.store(data, LOCK, FREE); // [release] pairs with lock's [acquire] compare-and-swap
}

/** With the lock held. Ends when somebody has changed ITEMS, who then notifies. */
function waitWhile(condition: Words, data: Words, items: i32, self: i32): void {
  // plain: ITEMS is the holder's
  while (data[ITEMS] === items) {
    const seen = prepareWait(condition, self);
    unlock(data);
    awaitNotified(condition, self, seen);
    lock(data);
  }
}

/** Add `items` items and notify; `how`: a sum of ALL and AFTER. */
export function put(words: Words, data: Words, items: i32, how: i32, self: i32): void {
  lock(data);
  data[ITEMS] = (data[ITEMS] + items) | 0; // plain: the holder's
  if ((how & AFTER) !== 0) unlock(data);
  if ((how & ALL) !== 0) notifyAll(words, self);
  else notifyOne(words, self);
  if ((how & AFTER) === 0) unlock(data);
}

/** Wait for an item, and take it. */
export function take(words: Words, data: Words, self: i32): void {
  lock(data);
  waitWhile(words, data, 0, self);
  data[ITEMS] = (data[ITEMS] - 1) | 0; // plain: the holder's
  unlock(data);
}

/** Wait until the buffer is empty, put `item` there, and notify those who wait for one. */
export function send(words: Words, room: Words, data: Words, item: i32, self: i32): void {
  lock(data);
  waitWhile(room, data, 1, self);
  data[ITEM] = item; // plain: the holder's, as below
  data[ITEMS] = 1;
  unlock(data);
  notifyOne(words, self);
}

/** Wait until the buffer is full, empty it, and notify those who wait for room. */
export function receive(words: Words, room: Words, data: Words, self: i32): void {
  lock(data);
  waitWhile(words, data, 0, self);
  data[SUM] = (data[SUM] + data[ITEM]) | 0; // plain: the holder's, as below
  data[ITEMS] = 0;
  unlock(data);
  notifyOne(room, self);
}
