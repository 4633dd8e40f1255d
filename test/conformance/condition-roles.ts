/** What the threads of the condition checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { ConditionSpec } from '../../src/contract.ts';
import { LOCK_WORDS, lock, unlock } from '../../src/locks/futex.ts';
import { meetings, type Opened, open, openAll, sleepMs } from './place.ts';
import { untilAsleep } from './sleepers.ts';
import type { Place } from './team.ts';

export interface Waiting {
  readonly rounds: number;
  /** A lock, and behind it what it protects: zeroed at first. */
  readonly guarded: Int32Array;
  /** Whoever notifies sleeps before, so that the others run out of patience; 0: does not. */
  readonly lateMs: number;
}

/** What is waited for: the last round; or the item in the buffer, 0: none, and the next to go in and to come out. */
const ROUND = LOCK_WORDS;
const ITEM = LOCK_WORDS;
const NEXT_IN = LOCK_WORDS + 1;
const NEXT_OUT = LOCK_WORDS + 2;
export const GUARDED_WORDS = LOCK_WORDS + 3;

/** With the lock held. */
function waitUntil(isTrue: () => boolean, condition: Opened<ConditionSpec>, guarded: Int32Array, self: number): void {
  const { subject, words } = condition;
  while (!isTrue()) {
    const seen = subject.prepareWait(words, self);
    unlock(guarded, self);
    subject.awaitNotified(words, self, seen);
    lock(guarded, self);
  }
}

/** Alone, under every number: what was notified after a wait was prepared is not waited for, however often. */
export async function notifyInTurn(place: Place & Waiting, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<ConditionSpec>(place, steps);
  const { rounds, threads } = place;
  for (let round = 0; round < rounds; round++) {
    steps[0]++;
    const seen = subject.prepareWait(words, round % threads);
    for (let i = 0; i <= round % 3; i++) {
      if (round % 2 === 0) subject.notifyOne(words, i);
      else subject.notifyAll(words, i);
    }
    subject.awaitNotified(words, round % threads, seen);
    subject.prepareWait(words, round % threads); // and not waited for
  }
}

/**
 * Half of the threads send, the others receive, through a buffer for one item, with one condition for those who wait for an item and
 * one for those who wait for room: a notification that is lost is not made up for. Everything comes out in the order in which it went in.
 */
export async function passOn(place: Place & Waiting, steps: Int32Array): Promise<void> {
  const [items, room] = await openAll<ConditionSpec>(place, steps);
  const { self, threads, rounds, guarded, lateMs } = place;
  const isSender = self < threads / 2;
  meetings(place)();
  for (let round = 0; round < rounds; round++) {
    steps[0]++;
    if (lateMs > 0 && round % threads === self) sleepMs(lateMs);
    lock(guarded, self);
    if (isSender) {
      waitUntil(() => guarded[ITEM] === 0, room, guarded, self);
      guarded[ITEM] = ++guarded[NEXT_IN];
    } else {
      waitUntil(() => guarded[ITEM] !== 0, items, guarded, self);
      const next = ++guarded[NEXT_OUT];
      if (guarded[ITEM] !== next) assert.fail(`${self} received ${guarded[ITEM]} where ${next} was due`);
      guarded[ITEM] = 0;
    }
    const other = isSender ? items : room;
    if (round % 2 === 0) other.subject.notifyOne(other.words, self);
    unlock(guarded, self);
    if (round % 2 === 1) other.subject.notifyOne(other.words, self);
  }
}

/** Thread 0 begins each round, and all others wait for it. */
export async function begin(place: Place & Waiting, steps: Int32Array): Promise<void> {
  const condition = await open<ConditionSpec>(place, steps);
  const { self, rounds, guarded, lateMs } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    meet();
    steps[0]++;
    if (self === 0) {
      sleepMs(lateMs);
      lock(guarded, self);
      guarded[ROUND] = round;
      unlock(guarded, self);
      condition.subject.notifyAll(condition.words, self);
    } else {
      lock(guarded, self);
      waitUntil(() => guarded[ROUND] === round, condition, guarded, self);
      unlock(guarded, self);
    }
  }
}

/** Thread 1 waits for a round that begins only when it has been seen asleep. */
export async function fallAsleep(place: Place & Waiting, steps: Int32Array): Promise<void> {
  const condition = await open<ConditionSpec>(place, steps);
  const { self, rounds, guarded } = place;
  for (let round = 1; round <= rounds; round++) {
    steps[0]++;
    if (self === 0) untilAsleep(condition.words);
    lock(guarded, self);
    if (self === 0) guarded[ROUND] = round;
    else waitUntil(() => guarded[ROUND] >= round, condition, guarded, self);
    unlock(guarded, self);
    if (self === 0) condition.subject.notifyOne(condition.words, self);
  }
}
