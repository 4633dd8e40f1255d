/** What the threads of the reader-writer lock checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { RwLockSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open, sleepMs, until } from './place.ts';
import type { Place } from './team.ts';

export interface Rounds {
  readonly rounds: number;
}

/** Alone: under all numbers a reader at once, who leave in ever other orders, and then under each a writer. */
export async function readTogetherThenWrite(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<RwLockSpec>(place, steps);
  const { rounds, threads } = place;
  for (let round = 0; round < rounds; round++) {
    for (let self = 0; self < threads; self++) {
      steps[0]++;
      assert.equal(subject.readLock(words, self), 0, `readLock(${self}) beside readers, round ${round}, failed tries`);
    }
    for (let i = 0; i < threads; i++) subject.readUnlock(words, (i + round) % threads);
    for (let self = 0; self < threads; self++) {
      steps[0]++;
      assert.equal(
        subject.writeLock(words, self),
        0,
        `writeLock(${self}) of a free lock, round ${round}, failed tries`,
      );
      subject.writeUnlock(words, self);
    }
  }
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

/** Plain words inside the lock: the writer who is there, and two counts of those that have been. */
const INSIDE = 0;
const FIRST = 1;
const SECOND = 2;
export const GUARDED_WORDS = 3;

export interface Crowd extends Rounds {
  /** Written by writers, without atomics. */
  readonly guarded: Int32Array;
  /** Out of a hundred rounds. */
  readonly readPercent: number;
  /** How long each stays inside, so that the others run out of patience; 0: not at all. */
  readonly holdMs: number;
  readonly seed: number;
}

/** Among others: no writer is inside beside anybody. Returns how often the thread was inside to write. */
export async function readAndWrite(place: Place & Crowd, steps: Int32Array): Promise<number> {
  const { subject, words } = await open<RwLockSpec>(place, steps);
  const { self, rounds, guarded, readPercent, holdMs, seed } = place;
  const random = createRandom(100 * seed + self);
  const meet = meetings(place);
  let written = 0;
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    const where = () => `round ${round}, seed ${seed}`;
    const reads = random.below(100) < readPercent;
    const way = reads ? 'to read' : 'to write';
    const failedTries = reads ? subject.readLock(words, self) : subject.writeLock(words, self);
    if (failedTries < 0) assert.fail(`${self} was told ${failedTries} failed tries, ${where()}`);
    if (guarded[INSIDE] !== 0)
      assert.fail(`${self} got in ${way} while ${guarded[INSIDE] - 1} was inside to write, ${where()}`);
    const before = guarded[FIRST];
    if (!reads) {
      guarded[INSIDE] = self + 1;
      guarded[FIRST] = before + 1;
    }
    if (holdMs > 0) sleepMs(holdMs);
    if (guarded[INSIDE] !== (reads ? 0 : self + 1) || guarded[SECOND] !== before)
      assert.fail(`somebody got in to write while ${self} was inside ${way}, ${where()}`);
    if (reads) subject.readUnlock(words, self);
    else {
      written++;
      guarded[SECOND] = before + 1;
      guarded[INSIDE] = 0;
      subject.writeUnlock(words, self);
    }
  }
  return written;
}

/** Words beside the lock by which thread 0 calls the others, and they answer. */
export const STAGE_WORDS = 32;
/** The thread that is on its way to the lock. */
const COMING = 0;
/** How many have got in, and how many have left. */
const ENTERED = 1;
const LEFT = 2;
/** Who got in first, second … */
const ORDER = 8;
/** A word for each thread: the number of its last call, from 1, or STOP. */
const CALLS = 16;
const STOP = -1;

export interface Staged extends Rounds {
  readonly stage: Int32Array;
  /** By thread: thread 0 is inside first, and the others come in this order. */
  readonly ways: readonly ('read' | 'write')[];
  /** In what order they must get in; those of one group in any. */
  readonly turns: readonly (readonly number[])[];
  /** How long a thread has to get from its call into the lock's words. */
  readonly settleMs: number;
}

/**
 * Thread 0 is inside while the others come one after the other, then they get in. Returns the first order that was not that of
 * `turns`, or `null`.
 *
 * A thread has arrived when it has said that it is coming, the lock's words have changed (who waits must have written), and
 * `settleMs` are over.
 */
export async function takeTurns(place: Place & Staged, steps: Int32Array): Promise<string | null> {
  const { subject, words } = await open<RwLockSpec>(place, steps);
  const { self, threads, rounds, stage, ways, turns, settleMs } = place;
  const reads = ways[self] === 'read';
  const enter = () => (reads ? subject.readLock(words, self) : subject.writeLock(words, self));
  const leave = () => (reads ? subject.readUnlock(words, self) : subject.writeUnlock(words, self));
  if (self > 0) {
    for (let round = 1; isCalled(stage, self, round); round++) {
      steps[0]++;
      Atomics.store(stage, COMING, self);
      enter();
      Atomics.store(stage, ORDER + Atomics.add(stage, ENTERED, 1), self);
      leave();
      Atomics.add(stage, LEFT, 1);
    }
    return null;
  }
  const waiting = threads - 1;
  let wrong: string | null = null;
  for (let round = 1; round <= rounds && wrong === null; round++) {
    steps[0]++;
    enter();
    Atomics.store(stage, ENTERED, 0);
    Atomics.store(stage, LEFT, 0);
    for (let thread = 1; thread <= waiting; thread++) {
      const before = words.slice();
      Atomics.store(stage, COMING, 0);
      Atomics.store(stage, CALLS + thread, round);
      until(() => Atomics.load(stage, COMING) === thread && words.some((word, at) => word !== before[at]));
      sleepMs(settleMs);
    }
    leave();
    until(() => Atomics.load(stage, LEFT) === waiting);
    const entries = [...stage.subarray(ORDER, ORDER + waiting)];
    if (!follows(entries, turns)) wrong = `threads 1 to ${waiting} came, ${entries.join(', ')} got in`;
  }
  for (let at = CALLS; at < stage.length; at++) Atomics.store(stage, at, STOP);
  return wrong;
}

/** Waits for the call. `false`: there will be no more. */
function isCalled(stage: Int32Array, self: number, round: number): boolean {
  const call = () => Atomics.load(stage, CALLS + self);
  until(() => call() === round || call() === STOP);
  return call() === round;
}

function follows(entries: readonly number[], turns: Staged['turns']): boolean {
  let nth = 0;
  return turns.every((group) => {
    const entered = entries.slice(nth, nth + group.length);
    nth += group.length;
    return group.every((thread) => entered.includes(thread));
  });
}
