/** What threads do that share a lock. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import { pause } from '../../src/atomics/pause.ts';
import type { LockSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import type { FullLock, Rounds } from './lock-alone.ts';
import { meetings, open, sleepMs, until } from './place.ts';
import type { Place } from './team.ts';

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

/** Plain words inside the lock: who is there, and how many have been. */
const INSIDE = 0;
const COUNT = 1;

export interface Crowd extends Rounds {
  /** INSIDE and COUNT: written by holders, without atomics. */
  readonly guarded: Int32Array;
  /** How the thread gets in: waits, tries again and again, or gives up soon. */
  readonly enter: 'lock' | 'tryLock' | 'lockFor';
  /** How long a holder sleeps inside, so that the others run out of patience; 0: not at all. */
  readonly holdMs: number;
  readonly seed: number;
}

const LONGEST_WAIT_US = 150;

/** Among others: nobody else is inside. Returns how often the thread got in. */
export async function enterAndLeave(place: Place & Crowd, steps: Int32Array): Promise<number> {
  const { subject, words } = await open<LockSpec>(place, steps);
  const { self, rounds, guarded, enter, holdMs } = place;
  const random = createRandom(100 * place.seed + self);
  const meet = meetings(place);
  let entered = 0;
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    if (enter === 'tryLock') until(() => subject.tryLock!(words, self));
    else if (enter === 'lock') requireEntry(subject.lock(words, self), self);
    else if (!subject.lockFor!(words, self, random.below(LONGEST_WAIT_US))) continue;
    entered++;
    if (guarded[INSIDE] !== 0) assert.fail(`${self} got in while ${guarded[INSIDE] - 1} was inside, ${where(round)}`);
    guarded[INSIDE] = self + 1;
    guarded[COUNT]++;
    if (holdMs > 0) sleepMs(holdMs);
    if (guarded[INSIDE] !== self + 1) assert.fail(`somebody got in while ${self} was inside, ${where(round)}`);
    guarded[INSIDE] = 0;
    if (!subject.unlock(words, self)) assert.fail(`unlock refused the holder, ${self}, ${where(round)}`);
  }
  return entered;

  function where(round: number): string {
    return `round ${round}, seed ${place.seed}`;
  }
}

export interface HandOver extends Rounds {
  /** Words beside the lock: who was inside last, and how many threads are done. */
  readonly turns: Int32Array;
}

const LAST = 0;
const DONE = 1;
/** About 4 µs inside: enough for the others to fall asleep again. */
const PAUSES_INSIDE = 100;
/** A thread that is done wakes nobody. */
const LOOK_AGAIN_MS = 1;

/** Never twice in a row: whoever has left waits until somebody else has got in, so that the lock goes from sleeper to sleeper. */
export async function handOver(place: Place & HandOver, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LockSpec>(place, steps);
  const { self, threads, rounds, turns } = place;
  meetings(place)();
  for (let round = 0; round < rounds; round++) {
    steps[0]++;
    requireEntry(subject.lock(words, self), self);
    Atomics.store(turns, LAST, self);
    Atomics.notify(turns, LAST);
    for (let i = 0; i < PAUSES_INSIDE; i++) pause();
    if (Atomics.load(turns, LAST) !== self) assert.fail(`somebody got in while ${self} was inside, round ${round}`);
    subject.unlock(words, self);
    // Asleep rather than spinning, or it would keep the CPU from the thread that it has woken.
    while (Atomics.load(turns, LAST) === self && Atomics.load(turns, DONE) < threads - 1)
      Atomics.wait(turns, LAST, self, LOOK_AGAIN_MS);
  }
  Atomics.add(turns, DONE, 1);
}

function requireEntry(failedTries: number, self: number): void {
  if (failedTries < 0) assert.fail(`lock refused ${self}, who did not hold it, with ${failedTries}`);
}

/** Words beside the lock by which thread 0 calls the others, and they answer. */
export const STAGE_WORDS = 32;
/** The thread that is on its way to the lock. */
const COMING = 0;
/** How many have got in, or the call after which one has. */
const ENTERED = 1;
/** The call after which a thread has given up. */
const GAVE_UP = 2;
/** Who got in first, second … */
const ORDER = 8;
/** A word for each thread: the number of its last call, from 1, or STOP. */
const CALLS = 16;
const STOP = -1;

export interface Staged extends Rounds {
  readonly stage: Int32Array;
  /** How long a thread has to get from its call into the queue. */
  readonly settleMs: number;
}

/**
 * Thread 0 holds the lock while the others come one after the other, then they get in. Returns the first order that was not that
 * of arrival, or `null`.
 *
 * A thread has arrived when it has said that it is coming, the lock's words have changed (who joins a queue must write), and
 * `settleMs` are over.
 */
export async function queueUp(place: Place & Staged, steps: Int32Array): Promise<string | null> {
  const { subject, words } = await open<LockSpec>(place, steps);
  const { self, threads, rounds, stage, settleMs } = place;
  const waiting = threads - 1;
  if (self > 0) {
    for (let round = 1; isCalled(stage, self, round); round++) {
      steps[0]++;
      Atomics.store(stage, COMING, self);
      subject.lock(words, self);
      stage[ORDER + stage[ENTERED]] = self;
      Atomics.store(stage, ENTERED, stage[ENTERED] + 1);
      subject.unlock(words, self);
    }
    return null;
  }
  for (let round = 1; round <= rounds; round++) {
    steps[0]++;
    subject.lock(words, self);
    stage[ENTERED] = 0;
    const arrivals = Array.from({ length: waiting }, (_, i) => 1 + ((i + round) % waiting));
    for (const thread of arrivals) {
      const before = words.slice();
      Atomics.store(stage, COMING, 0);
      Atomics.store(stage, CALLS + thread, round);
      until(() => Atomics.load(stage, COMING) === thread && words.some((word, at) => word !== before[at]));
      sleepMs(settleMs);
    }
    subject.unlock(words, self);
    until(() => Atomics.load(stage, ENTERED) === waiting);
    const entries = [...stage.subarray(ORDER, ORDER + waiting)];
    if (entries.join() === arrivals.join()) continue;
    stopAll(stage);
    return `${arrivals.join(', ')} came, ${entries.join(', ')} got in`;
  }
  stopAll(stage);
  return null;
}

/** Waits for the call. `false`: there will be no more. */
function isCalled(stage: Int32Array, self: number, round: number): boolean {
  const call = () => Atomics.load(stage, CALLS + self);
  until(() => call() === round || call() === STOP);
  return call() === round;
}

function stopAll(stage: Int32Array): void {
  for (let at = CALLS; at < stage.length; at++) Atomics.store(stage, at, STOP);
}

const SHORT_US = 2000;
const LONG_US = 2_000_000_000;

/**
 * Thread 0 holds the lock, thread 1 waits for it, and thread 2 comes before or after and gives up. Then thread 1 must get in. In a
 * second call thread 2 waits for as long as it takes, and must get in.
 */
export async function giveUp(place: Place & Staged, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<FullLock>(place, steps);
  const { self, rounds, stage, settleMs } = place;
  const call = (thread: number, nth: number) => {
    Atomics.store(stage, CALLS + thread, nth);
    sleepMs(settleMs);
  };
  for (let round = 1; round <= rounds; round++) {
    const [first, second] = [2 * round - 1, 2 * round];
    steps[0]++;
    if (self === 1) {
      isCalled(stage, self, first);
      subject.lock(words, self);
      subject.unlock(words, self);
      Atomics.store(stage, ENTERED, first);
    } else if (self === 2) {
      isCalled(stage, self, first);
      assert.equal(subject.lockFor(words, self, SHORT_US), false, 'lockFor while another holds the lock');
      Atomics.store(stage, GAVE_UP, first);
      isCalled(stage, self, second);
      assert.equal(subject.lockFor(words, self, LONG_US), true, `lockFor(${LONG_US}) of a lock that is left`);
      subject.unlock(words, self);
      Atomics.store(stage, ENTERED, second);
    } else {
      subject.lock(words, self);
      for (const thread of round % 2 === 0 ? [1, 2] : [2, 1]) call(thread, first);
      until(() => Atomics.load(stage, GAVE_UP) === first);
      subject.unlock(words, self);
      until(() => Atomics.load(stage, ENTERED) === first);
      subject.lock(words, self);
      call(2, second);
      subject.unlock(words, self);
      until(() => Atomics.load(stage, ENTERED) === second);
    }
  }
}

export interface Stay {
  /** A word for each thread: may it leave? */
  readonly leave: Int32Array;
}

/** Two steps when it comes to the lock, three when it is inside; stays there as long as it must. Returns whether an owner had died. */
export async function stayInside(place: Place & Stay, steps: Int32Array): Promise<boolean> {
  const { subject, words } = await open<FullLock>(place, steps);
  const { self, leave } = place;
  steps[0] = 2;
  requireEntry(subject.lock(words, self), self);
  const ownerDied = subject.ownerDied(words);
  if (ownerDied) subject.repaired(words, self);
  steps[0] = 3;
  until(() => Atomics.load(leave, self) !== 0);
  if (!subject.unlock(words, self)) assert.fail(`unlock refused the holder, ${self}`);
  return ownerDied;
}

/** Says that a thread is dead. Returns whether it held the lock. */
export async function bury(place: Place & { readonly dead: number }, steps: Int32Array): Promise<boolean> {
  const { subject, words } = await open<FullLock>(place, steps);
  return subject.abandon(words, place.dead);
}

/** Before the others begin, for all of them: on which NUMA node each is. */
export async function spreadOverNodes(
  place: Place & { readonly nodes: readonly number[] },
  steps: Int32Array,
): Promise<void> {
  const { subject, words } = await open<FullLock>(place, steps);
  for (const [thread, node] of place.nodes.entries()) subject.setNode(words, thread, node);
}
