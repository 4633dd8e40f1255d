/** Threads that pass items on through a buffer behind a lock, and wait at a condition until there is one, or room for one. */

import { awaitNotified, notifyAll, notifyOne, prepareWait } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import { LINE_WORDS } from '../../../atomics/layout.ts';
import type { i32, Words } from '../../../contract.ts';
import { ASKED, NAP, OPS, PRODUCING, SCRATCH, SHARED, STOP, SUM } from '../protocol.ts';
import { draw, linger } from './_draw.ts';

/** Own words, as in kinds/condition.ts: items that fit into the buffer, and 1: senders wait at the condition, too; 0: receivers only. */
const CAPACITY: i32 = SCRATCH;
const ALL_WAIT: i32 = SCRATCH + 1;

const LOCK: i32 = SHARED;
/** The holder's: items that went in and that came out, and the slots between. */
const SENT: i32 = SHARED + LINE_WORDS;
const RECEIVED: i32 = SHARED + LINE_WORDS + 1;
const SLOTS: i32 = SHARED + 2 * LINE_WORDS;
const SLOT_MASK: i32 = LINE_WORDS - 1;

const FREE: i32 = 0;
const HELD: i32 = 1;

function lock(control: Words, mine: Words): void {
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store. Ends when the holder has unlocked.
  while (Atomics.compareExchange(control, LOCK, FREE, HELD) !== FREE) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

function unlock(control: Words): void {
  Atomics.store(control, LOCK, FREE); // [release] pairs with lock's [acquire] compare-and-swap
}

/** With the lock held. */
function waitOnce(words: Words, control: Words, mine: Words, self: i32): void {
  const seen = prepareWait(words, self);
  unlock(control);
  linger(mine);
  awaitNotified(words, self, seen);
  lock(control, mine);
}

function inside(control: Words): i32 {
  return (control[SENT] - control[RECEIVED]) | 0; // plain: the holder's
}

/** Senders wait for room and receivers for items at the same condition: everybody is notified of everything. */
export function sendToAll(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: receivers make room until the last sender has ended. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    lock(control, mine);
    // plain: the thread's own. Ends when a receiver has made room, and notified all.
    while (inside(control) === mine[CAPACITY]) waitOnce(words, control, mine, self);
    putAndUnlock(words, control, mine, true, self);
    linger(mine);
  }
  end(words, control, mine, self);
}

/** Only receivers wait at the condition, for one notification for each item. Nobody else notifies, and makes up for one that is lost. */
export function sendToOne(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let paused: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    lock(control, mine);
    // plain: the thread's own
    if (inside(control) === mine[CAPACITY]) {
      unlock(control);
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      putAndUnlock(words, control, mine, false, self);
      linger(mine);
    }
  }
  end(words, control, mine, self);
}

/** Any number goes in; it is drawn whether others are told before or after the lock is left. */
function putAndUnlock(words: Words, control: Words, mine: Words, all: boolean, self: i32): void {
  const item = draw(mine);
  const isEarly: boolean = (item & 1) !== 0;
  mine[ASKED] = (mine[ASKED] + 1) | 0; // plain: read when the thread has ended, as SUM
  control[SLOTS + (control[SENT] & SLOT_MASK)] = item; // plain: the holder's, as SENT
  control[SENT] = (control[SENT] + 1) | 0;
  mine[SUM] = (mine[SUM] + item) | 0;
  Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
  if (!isEarly) unlock(control);
  if (all) notifyAll(words, self);
  else notifyOne(words, self);
  if (isEarly) unlock(control);
}

/** The last sender tells the receivers that nothing comes any more. */
function end(words: Words, control: Words, mine: Words, self: i32): void {
  lock(control, mine);
  control[PRODUCING] = (control[PRODUCING] - 1) | 0; // plain: the holder's
  unlock(control);
  notifyAll(words, self);
}

export function receive(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends when nobody sends any more and nothing is left.
  while (true) {
    lock(control, mine);
    // plain: the holder's. Ends when there is an item, or no sender; whoever sees to that notifies.
    while (inside(control) === 0 && control[PRODUCING] !== 0) waitOnce(words, control, mine, self);
    if (inside(control) === 0) {
      unlock(control);
      return;
    }
    const item = control[SLOTS + (control[RECEIVED] & SLOT_MASK)]; // plain: the holder's, as RECEIVED
    control[RECEIVED] = (control[RECEIVED] + 1) | 0;
    unlock(control);
    if (mine[ALL_WAIT] !== 0) notifyAll(words, self); // there is room. plain: the thread's own
    mine[SUM] = (mine[SUM] + item) | 0; // plain: read when the thread has ended
    Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}
