/** What the threads of the map checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { MapSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open } from './place.ts';
import type { Place } from './team.ts';

export interface Script {
  readonly capacity: number;
  readonly calls: number;
  readonly seed: number;
}

/** Alone: more keys than fit, put in, looked up and removed, whatever comes. */
export async function fillAndEmpty(place: Place & Pick<Script, 'capacity'>, steps: Int32Array): Promise<void> {
  const { subject, words, items: into } = await open<MapSpec>(place, steps);
  for (let key = 1; key <= 2 * place.capacity; key++) {
    steps[0]++;
    subject.put(words, 0, key, -1);
    subject.get(words, 1, key, into, 0);
  }
  for (let key = 1; key <= 2 * place.capacity; key++) subject.remove(words, 0, key);
}

/** Alone, more keys than fit: every answer is that of a map which counts the keys it ever had. */
export async function followTheScript(place: Place & Script, steps: Int32Array): Promise<void> {
  const { subject, words, items: into } = await open<MapSpec>(place, steps);
  const { capacity, calls, seed, threads } = place;
  const random = createRandom(seed);
  /** `null`: it was removed. */
  const expected = new Map<number, number | null>();
  const keys = Array.from({ length: capacity + 2 }, () => random.below(2 ** 32) | 0 || 1);
  for (let nth = 0; nth < calls; nth++) {
    steps[0]++;
    const self = random.below(threads);
    const key = keys[random.below(keys.length)];
    const before = expected.get(key) ?? null;
    const where = `key ${key}, seed ${seed}, call ${nth}`;
    const what = random.below(3);
    if (what === 0) {
      into[0] = 77;
      assert.equal(subject.get(words, self, key, into, 0), before !== null, `get: ${where}`);
      assert.equal(into[0], before ?? 77, `get, the value: ${where}`);
    } else if (what === 1) {
      const value = random.below(2 ** 32) | 0;
      const isFull = expected.size === capacity && !expected.has(key);
      assert.equal(subject.put(words, self, key, value), isFull ? -1 : before === null ? 1 : 0, `put: ${where}`);
      if (!isFull) expected.set(key, value);
    } else {
      assert.equal(subject.remove(words, self, key), before !== null, `remove: ${where}`);
      if (before !== null) expected.set(key, null);
    }
  }
}

export interface Watched {
  /** Keys from 1: the odd ones are replaced again and again, the even ones put in and removed in turn. */
  readonly keys: number;
  /** Times that the writer goes through all keys. */
  readonly rounds: number;
  /** By key: the least value that may still be seen. The word of key 0: 1 when the writer has finished. */
  readonly least: Int32Array;
}

/** Writes values that grow. */
export async function write(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<MapSpec>(place, steps);
  const { keys, rounds, least, self } = place;
  for (let key = 1; key <= keys; key++) subject.put(words, self, key, valueFor(0, key));
  meetings(place)();
  for (let round = 1; round <= rounds; round++) {
    for (let key = 1; key <= keys; key++) {
      steps[0]++;
      if (key % 2 === 0) {
        if (!subject.remove(words, self, key)) assert.fail(`key ${key} was not there when its only writer removed it`);
        Atomics.store(least, key, valueFor(round, key));
      }
      const outcome = subject.put(words, self, key, valueFor(round, key));
      if (outcome !== (key % 2 === 0 ? 1 : 0)) assert.fail(`put of key ${key} said ${outcome} to its only writer`);
      Atomics.store(least, key, valueFor(round, key));
    }
  }
  Atomics.store(least, 0, 1);
}

/** Reads all keys until the writer has finished. */
export async function read(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words, items: into } = await open<MapSpec>(place, steps);
  const { keys, least, self } = place;
  meetings(place)();
  while (Atomics.load(least, 0) === 0) {
    for (let key = 1; key <= keys; key++) {
      steps[0]++;
      const old = Atomics.load(least, key);
      const isThere = subject.get(words, self, key, into, 0);
      if (!isThere && key % 2 === 1) assert.fail(`key ${key} was not found, which was never removed`);
      if (!isThere) continue;
      if (into[0] % MOST_KEYS !== key) assert.fail(`key ${key} had the value of key ${into[0] % MOST_KEYS}`);
      if (into[0] < old) assert.fail(`key ${key} had value ${into[0]} when no less than ${old} could be there`);
    }
  }
}

const MOST_KEYS = 1024;

function valueFor(round: number, key: number): number {
  return round * MOST_KEYS + key;
}

export interface Changes {
  readonly keys: number;
  readonly rounds: number;
  readonly seed: number;
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 250;

/** Puts and removes any key. Returns by key how often it came because of this thread, less how often it went. */
export async function change(place: Place & Changes, steps: Int32Array): Promise<number[]> {
  const { subject, words } = await open<MapSpec>(place, steps);
  const { keys, rounds, seed, self } = place;
  const random = createRandom(seed);
  const meet = meetings(place);
  const came = Array<number>(keys + 1).fill(0);
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    const key = 1 + random.below(keys);
    if (random.below(2) === 0) {
      const outcome = subject.put(words, self, key, valueFor(round, key));
      if (outcome < 0) assert.fail(`put of key ${key} said that the map is full, seed ${seed}`);
      came[key] += outcome;
    } else if (subject.remove(words, self, key)) came[key]--;
  }
  return came;
}
