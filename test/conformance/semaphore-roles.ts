/** What the threads of the semaphore checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { SemaphoreSpec } from '../../src/contract.ts';
import { meetings, open, openAll, sleepMs } from './place.ts';
import { untilAsleep } from './sleepers.ts';
import type { Place } from './team.ts';

export interface Permits {
  readonly rounds: number;
  readonly permits: number;
  /** Words beside the semaphore: how many are inside, and how often one was, where only one can be. */
  readonly counts: Int32Array;
  /** How long a thread stays inside in every 16th round, so that the others run out of patience; 0: no time. */
  readonly holdMs: number;
}

const INSIDE = 0;
const ENTRIES = 1;

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

/** Alone, under every number: there are as many permits as there should be, whether asked for or tried. */
export async function countInTurn(place: Place & Permits, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<SemaphoreSpec>(place, steps);
  const { rounds, permits, threads } = place;
  for (let round = 0; round < rounds; round++) {
    const self = round % threads;
    steps[0]++;
    for (let i = 0; i < permits; i++) {
      if (i % 2 === round % 2) subject.acquire(words, self);
      else assert(subject.tryAcquire(words, self), `permit ${i} of ${permits} was refused, round ${round}`);
    }
    assert(!subject.tryAcquire(words, self), `got a permit more than ${permits}, round ${round}`);
    for (let i = 0; i < permits; i++) subject.release(words, self);
  }
  subject.release(words, 0);
  for (let i = 0; i <= permits; i++) assert(subject.tryAcquire(words, 0), `permit ${i} of ${permits} + 1 was refused`);
  assert(!subject.tryAcquire(words, 0), `got a permit more than ${permits} + 1`);
}

/** Among others: never more inside than permits; one alone counts without atomics. Returns how often the thread was inside. */
export async function goIn(place: Place & Permits, steps: Int32Array): Promise<number> {
  const { subject, words } = await open<SemaphoreSpec>(place, steps);
  const { self, rounds, permits, counts, holdMs } = place;
  const meet = meetings(place);
  let entered = 0;
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    if (round % 4 !== 3) subject.acquire(words, self);
    else if (!subject.tryAcquire(words, self)) continue;
    entered++;
    const inside = Atomics.add(counts, INSIDE, 1) + 1;
    if (inside > permits) assert.fail(`${inside} were inside, of ${permits} at most, round ${round}`);
    if (permits === 1) counts[ENTRIES]++;
    if (holdMs > 0 && round % 16 === 0) sleepMs(holdMs);
    Atomics.sub(counts, INSIDE, 1);
    subject.release(words, self);
  }
  return entered;
}

/** Two threads, two semaphores without permits: each makes what the other waits for, and sees what it wrote before. */
export async function pingPong(place: Place & Permits, steps: Int32Array): Promise<void> {
  const semaphores = await openAll<SemaphoreSpec>(place, steps);
  const { self, rounds, counts } = place;
  const mine = semaphores[self];
  const others = semaphores[1 - self];
  for (let round = 1; round <= rounds; round++) {
    steps[0]++;
    if (self === 1) take(round);
    counts[self] = round;
    mine.subject.release(mine.words, self);
    if (self === 0) take(round);
  }

  function take(round: number): void {
    others.subject.acquire(others.words, self);
    if (counts[1 - self] !== round) assert.fail(`${self} took ${round} when the other had made ${counts[1 - self]}`);
  }
}

/** Thread 0 makes a permit for each of the others, all at once, and each gets one. */
export async function serveAll(place: Place & Permits, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<SemaphoreSpec>(place, steps);
  const { self, threads, rounds, holdMs } = place;
  const meet = meetings(place);
  for (let round = 0; round < rounds; round++) {
    meet();
    steps[0]++;
    if (self > 0) {
      subject.acquire(words, self);
    } else {
      sleepMs(holdMs);
      for (let other = 1; other < threads; other++) subject.release(words, self);
    }
  }
}

/** Thread 1 waits for a permit that comes only when it has been seen asleep. */
export async function fallAsleep(place: Place & Permits, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<SemaphoreSpec>(place, steps);
  const { self, rounds } = place;
  for (let round = 0; round < rounds; round++) {
    steps[0]++;
    if (self === 1) {
      subject.acquire(words, self);
    } else {
      untilAsleep(words);
      subject.release(words, self);
    }
  }
}
