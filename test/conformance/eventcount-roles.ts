/** What the threads of the eventcount checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { EventcountSpec, Words } from '../../src/contract.ts';
import { meetings, open, openAll, sleepMs } from './place.ts';
import type { Place } from './team.ts';

export interface Counting {
  /** The count when nobody has advanced yet. */
  readonly start: number;
  readonly rounds: number;
  /** Plain words that one thread writes before it advances, and others read after they have waited. */
  readonly written: Int32Array;
  /** Whoever advances sleeps before, so that the others run out of patience; 0: does not. */
  readonly lateMs: number;
}

/** Waits in the subject's own way: `awaitCount`, or `whenCount` in the event loop. */
async function reach(subject: EventcountSpec, words: Words, self: number, count: number): Promise<void> {
  if (subject.awaitCount) subject.awaitCount(words, self, count | 0);
  else await subject.whenCount?.(words, self, count | 0);
}

/** Alone: a count that has been reached is not waited for, however long ago it was reached. */
export async function reachInTurn(place: Place & Counting, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<EventcountSpec>(place, steps);
  const { start, rounds, threads } = place;
  for (let count = start; count < start + rounds; count++) {
    for (const behind of [0, 1, 2, 1000, 2 ** 31 - 1]) {
      steps[0]++;
      await reach(subject, words, count % threads, count - behind);
    }
    subject.advance(words, count % threads);
  }
}

/** Two threads, two eventcounts, in turn: each waits for every advance of the other. */
export async function pingPong(place: Place & Counting, steps: Int32Array): Promise<void> {
  const eventcounts = await openAll<EventcountSpec>(place, steps);
  const { self, start, rounds, written, lateMs } = place;
  const mine = eventcounts[self];
  const others = eventcounts[1 - self];
  for (let round = 1; round <= rounds; round++) {
    steps[0]++;
    if (self === 1) await await_(round);
    if (lateMs > 0 && round % 2 === self) sleepMs(lateMs);
    written[self] = round;
    mine.subject.advance(mine.words, self);
    if (self === 0) await await_(round);
  }

  async function await_(round: number): Promise<void> {
    await reach(others.subject, others.words, self, start + round);
    if (written[1 - self] !== round)
      assert.fail(`${self} reached ${round} when the other had written ${written[1 - self]}`);
  }
}

/**
 * Thread 0 advances, all others wait: in turn for the same count, which one advance must let all of them reach, and each for a
 * count of its own, while the advances before wake it too soon.
 */
export async function releaseAll(place: Place & Counting, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<EventcountSpec>(place, steps);
  const { self, threads, start, rounds, written, lateMs } = place;
  const meet = meetings(place);
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    meet();
    steps[0]++;
    const advances = round % 2 === 0 ? 1 : threads - 1;
    for (let i = 1; i <= advances && self === 0; i++) {
      if (lateMs > 0) sleepMs(lateMs);
      written[0] = count + i;
      subject.advance(words, self);
    }
    const mine = count + (round % 2 === 0 ? 1 : self);
    if (self > 0) await reach(subject, words, self, start + mine);
    if (written[0] < mine) assert.fail(`${self} reached ${mine} when ${written[0]} had been announced`);
    count += advances;
  }
}

/** The last thread waits while all others advance: no advance is lost. */
export async function advanceTogether(place: Place & Counting, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<EventcountSpec>(place, steps);
  const { self, threads, start, rounds } = place;
  meetings(place)();
  for (let round = 1; round <= rounds; round++) {
    steps[0]++;
    if (self < threads - 1) subject.advance(words, self);
    else await reach(subject, words, self, start + round * (threads - 1));
  }
}
