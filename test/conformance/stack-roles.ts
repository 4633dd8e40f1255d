/** What the threads of the stack checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { StackSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open, until } from './place.ts';
import type { Place } from './team.ts';

export interface Fills {
  readonly rounds: number;
  readonly capacity: number;
}

export interface Calls {
  readonly calls: number;
  readonly capacity: number;
  readonly seed: number;
}

/** Words of which a pop must write one, and leave the others alone. */
const SEEN_ITEMS = 8;
const CANARY = 0x5ca1ab1e;

/** Alone, under every number: full, and empty again. */
export async function fillAndEmpty(place: Place & Fills, steps: Int32Array): Promise<void> {
  const { subject, words, items: all } = await open<StackSpec>(place, steps);
  const { rounds, threads, capacity } = place;
  const items = all.subarray(0, SEEN_ITEMS);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i <= capacity; i++) {
      steps[0]++;
      const expected = i < capacity ? 0 : -1;
      const pushed = subject.push(words, i % threads, i - round);
      if (pushed !== expected) assert.fail(`push into ${i} of ${capacity} slots: ${pushed}, not ${expected}`);
    }
    for (let i = capacity - 1; i >= -1; i--) {
      const at = (i + items.length) % items.length;
      items.fill(CANARY);
      const expected = i >= 0 ? 0 : -1;
      const popped = subject.pop(words, (i + 1) % threads, items, at);
      if (popped !== expected) assert.fail(`pop from ${i + 1} items: ${popped}, not ${expected}`);
      requireOnly(items, at, i >= 0 ? i - round : CANARY, () => `pop from ${i + 1} items`);
    }
  }
}

/** Alone, under every number: what an array would do. */
export async function agreeWithArray(place: Place & Calls, steps: Int32Array): Promise<void> {
  const { subject, words, items: all } = await open<StackSpec>(place, steps);
  const { calls, capacity, threads, seed } = place;
  const items = all.subarray(0, SEEN_ITEMS);
  const random = createRandom(seed);
  const inside: number[] = [];
  for (let call = 0; call < calls; call++) {
    steps[0]++;
    const self = random.below(threads);
    const where = () => `call ${call}, seed ${seed}, ${inside.length} of ${capacity} inside`;
    // Long runs of pushes and of pops, so that it is often full and often empty.
    if (random.below(8) < (call & 64 ? 5 : 3)) {
      const value = (random.below(2 ** 32) | 0) >> random.below(32);
      if (subject.push(words, self, value) >= 0 !== inside.length < capacity) assert.fail(`push, ${where()}`);
      if (inside.length < capacity) inside.push(value);
    } else {
      const at = random.below(items.length);
      items.fill(CANARY);
      if (subject.pop(words, self, items, at) >= 0 !== inside.length > 0) assert.fail(`pop, ${where()}`);
      requireOnly(items, at, inside.pop() ?? CANARY, where);
    }
  }
}

function requireOnly(items: Int32Array, at: number, value: number, where: () => string): void {
  for (let i = 0; i < items.length; i++) {
    const expected = i === at ? value : CANARY;
    if (items[i] !== expected) assert.fail(`${where()}: word ${i} is ${items[i]}, not ${expected}`);
  }
}

export interface Traffic {
  readonly rounds: number;
  /** Pushes, and then as many pops. */
  readonly burst: number;
}

/** What one thread did: items 0, 1 … `pushed` - 1 of its own, and those that it took. */
export interface Traded {
  readonly pushed: number;
  readonly taken: readonly number[];
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 200;
/** An item is its number in the thread's sequence, then so many bits of the thread's number. */
const THREAD_BITS = 4;

/**
 * Among others: pushes a burst, then pops as often. Of the thread's own items of a burst, those that it takes itself come out the
 * youngest first.
 */
export async function pushAndPop(place: Place & Traffic, steps: Int32Array): Promise<Traded> {
  const { subject, words, items } = await open<StackSpec>(place, steps);
  const { self, rounds, burst } = place;
  const meet = meetings(place);
  const taken: number[] = [];
  let pushed = 0;
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    const first = pushed;
    for (let i = 0; i < burst; i++) {
      steps[0]++;
      if (wasDone(subject.push(words, self, itemOf(self, pushed)))) pushed++;
    }
    let above = pushed;
    for (let i = 0; i < burst; i++) {
      if (!wasDone(subject.pop(words, self, items, 0))) continue;
      taken.push(items[0]);
      const nth = items[0] >> THREAD_BITS;
      if (items[0] !== itemOf(self, nth) || nth < first) continue;
      if (nth >= above) assert.fail(`thread ${self} took its item ${nth} after ${above}, which lay below it`);
      above = nth;
    }
  }
  return { pushed, taken };
}

/** Among others: pushes as many items as were asked for, and waits where there is no room. */
export async function pushAll(place: Place & Traffic, steps: Int32Array): Promise<Traded> {
  const { subject, words } = await open<StackSpec>(place, steps);
  const { self, rounds } = place;
  meetings(place)();
  for (let nth = 0; nth < rounds; nth++) {
    until(() => wasDone(subject.push(words, self, itemOf(self, nth))));
    steps[0]++;
  }
  return { pushed: rounds, taken: [] };
}

/** Among others: pops until it has as many items as were asked for, and waits where there are none. */
export async function popAll(place: Place & Traffic, steps: Int32Array): Promise<Traded> {
  const { subject, words, items } = await open<StackSpec>(place, steps);
  const { self, rounds } = place;
  meetings(place)();
  const taken: number[] = [];
  while (taken.length < rounds) {
    until(() => wasDone(subject.pop(words, self, items, 0)));
    steps[0]++;
    taken.push(items[0]);
  }
  return { pushed: 0, taken };
}

function wasDone(failedTries: number): boolean {
  if (failedTries < -1) assert.fail(`a call returned ${failedTries}`);
  return failedTries >= 0;
}

export function itemOf(thread: number, nth: number): number {
  return (nth << THREAD_BITS) | thread;
}
