/** What the threads of the counter checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { CounterSpec } from '../../src/contract.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { meetings, open } from './place.ts';
import type { Place } from './team.ts';

export interface Additions {
  readonly rounds: number;
  readonly seed: number;
  /** `ones`, or numbers of either sign and of every size. */
  readonly amounts: 'ones' | 'any';
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

/** Alone, under every number, whatever the counter makes of it. */
export async function addUnchecked(place: Place & Pick<Additions, 'rounds'>, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  for (let round = 0; round < place.rounds; round++) {
    steps[0]++;
    subject.add(words, round % place.threads, -1);
    subject.read(words);
  }
}

/** Alone, under every number: the count is the sum, whatever its size, and nothing fails. */
export async function addInTurn(place: Place & Additions, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const random = createRandom(place.seed);
  let sum = subject.read(words);
  for (let round = 0; round < place.rounds; round++) {
    steps[0]++;
    const self = round % place.threads;
    const amount = amountOf(place.amounts, random);
    const where = `seed ${place.seed}, round ${round}, add(${self}, ${amount})`;
    assert.equal(subject.add(words, self, amount), 0, `${where}: failed tries of a thread alone`);
    sum = (sum + amount) | 0;
    assert.equal(subject.read(words), sum, where);
  }
}

function amountOf(amounts: Additions['amounts'], random: Random): number {
  if (amounts === 'ones') return 1;
  const any = random.below(2 ** 32) | 0;
  return any >> random.below(32);
}

/** Among others. Returns the sum of what this thread has added. */
export async function addTogether(place: Place & Additions, steps: Int32Array): Promise<number> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const { self, rounds, amounts } = place;
  const random = createRandom(place.seed);
  const meet = meetings(place);
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    const amount = amountOf(amounts, random);
    const failedTries = subject.add(words, self, amount);
    if (failedTries < 0) assert.fail(`add said that ${failedTries} tries had failed`);
    sum = (sum + amount) | 0;
  }
  return sum;
}

/** Words beside the counter: additions that have begun, and that have ended; and threads that have read enough. */
const BEGUN = 0;
const ENDED = 1;
const DONE = 2;
export const PROGRESS_WORDS = 3;

export interface Watched {
  /** Reads of each thread that watches; the others add until all have made theirs. */
  readonly reads: number;
  readonly watchers: number;
  readonly progress: Int32Array;
}

/** Adds 1 again and again, and says so before and after. */
export async function grow(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const { self, watchers, progress } = place;
  meetings(place)();
  while (Atomics.load(progress, DONE) < watchers) {
    steps[0]++;
    Atomics.add(progress, BEGUN, 1);
    subject.add(words, self, 1);
    Atomics.add(progress, ENDED, 1);
  }
}

/** Reads while others `grow`: at least what had been added before, at most what had been begun after. */
export async function watchGrowth(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const { reads, progress } = place;
  const start = subject.read(words);
  meetings(place)();
  for (let i = 0; i < reads; i++) {
    steps[0]++;
    const least = Atomics.load(progress, ENDED);
    const seen = (subject.read(words) - start) | 0;
    const most = Atomics.load(progress, BEGUN);
    if (seen < least || seen > most)
      assert.fail(`read ${seen} when ${least} additions had ended and ${most} had begun`);
  }
  Atomics.add(progress, DONE, 1);
}

/** Adds 1 under the first number and takes it back under the second: at every moment the count is 0 or 1 more than at first. */
export async function sway(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const { watchers, progress } = place;
  meetings(place)();
  while (Atomics.load(progress, DONE) < watchers) {
    steps[0]++;
    subject.add(words, 0, 1);
    subject.add(words, 1, -1);
  }
}

/** Reads while another thread sways. */
export async function watchSwaying(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<CounterSpec>(place, steps);
  const { reads, progress } = place;
  const start = subject.read(words);
  meetings(place)();
  for (let i = 0; i < reads; i++) {
    steps[0]++;
    const seen = (subject.read(words) - start) | 0;
    if (seen !== 0 && seen !== 1) assert.fail(`read ${seen}; the count was never but 0 or 1`);
  }
  Atomics.add(progress, DONE, 1);
}
