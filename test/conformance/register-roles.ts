/** What the threads of the register checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { RegisterSpec, Words } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open } from './place.ts';
import type { Place } from './team.ts';

/**
 * Words of a thread's own that both back ends can reach: in the first page of the structure's memory, which an arena leaves empty.
 * Values go out at OUT and come in at IN, and what is around them stays as it is.
 */
const OWN_BYTES = 4096;
const OUT = 1;
const IN = 512;
const UNTOUCHED = 0x0ddba11;

export interface Values {
  readonly valueWords: number;
  readonly seed: number;
}

interface Caller {
  /** Write the value that stands for `number`. */
  write(self: number, number: number): void;
  /** The number of the write that was read. Asserts that all words are from it. */
  read(self: number): number;
}

/** Word i of a value: no two numbers have the same. Number 0 is the value at first. */
function wordOf(number: number, i: number): number {
  return Math.imul(number, 2 * i + 1);
}

async function callerIn(place: Place & Values, steps: Int32Array): Promise<Caller> {
  const { subject, words } = await open<RegisterSpec>(place, steps);
  const own = new Int32Array(place.structures[0].memory.buffer, OWN_BYTES * (place.self + 1), OWN_BYTES / 4);
  const { valueWords, seed } = place;
  const around = (at: number) => [own[at - 1], own[at + valueWords]];
  return {
    write(self, number) {
      steps[0]++;
      for (let i = 0; i < valueWords; i++) own[OUT + i] = wordOf(number, i);
      const failedTries = subject.writeFrom(words, self, own, OUT);
      if (failedTries < 0) assert.fail(`writeFrom said that ${failedTries} tries had failed`);
    },
    read(self) {
      steps[0]++;
      own.fill(UNTOUCHED, IN - 1, IN + valueWords + 1);
      const again = subject.readInto(words, self, own, IN);
      if (again < 0) assert.fail(`readInto said that it began again ${again} times`);
      const number = own[IN];
      for (let i = 1; i < valueWords; i++)
        if (own[IN + i] !== wordOf(number, i))
          assert.fail(`seed ${seed}: word ${i} of ${valueWords} is not from write ${number}, as word 0 is`);
      if (around(IN).some((word) => word !== UNTOUCHED)) assert.fail('readInto wrote beside the value');
      return number;
    },
  };
}

/** Alone, under every number, whatever the register makes of it. */
export async function callUnchecked(place: Place & Values, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<RegisterSpec>(place, steps);
  const own = new Int32Array(place.structures[0].memory.buffer, OWN_BYTES, OWN_BYTES / 4).fill(-1);
  for (let round = 0; round < 3; round++) {
    for (let self = 0; self < place.threads; self++) {
      steps[0]++;
      subject.writeFrom(words, self, own, OUT);
      subject.readInto(words, self, own, IN);
    }
  }
}

/** Alone, under every number: what was written last is read, or, where threads share no value, what that number wrote last. */
export async function callInTurn(
  place: Place & Values & { readonly rounds: number; readonly shared: boolean },
  steps: Int32Array,
): Promise<void> {
  const { write, read } = await callerIn(place, steps);
  const random = createRandom(place.seed);
  const last = new Array<number>(place.threads).fill(0);
  for (let round = 1; round <= place.rounds; round++) {
    const self = random.below(place.threads);
    if (random.below(2) === 0) {
      write(self, round);
      if (place.shared) last.fill(round);
      else last[self] = round;
    }
    assert.equal(read(self), last[self], `seed ${place.seed}, round ${round}, thread number ${self}`);
  }
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 250;

/** A write's number: its writer's count, and below that the writer's own number. */
const WRITERS = 16;

/**
 * Writes, and reads after each write, among others who do the same: all words are from one write, and no writer's value is older than
 * the last that this thread has seen of that writer, or, if it is its own, made.
 */
export async function writeAndRead(
  place: Place & Values & { readonly rounds: number },
  steps: Int32Array,
): Promise<void> {
  const { write, read } = await callerIn(place, steps);
  const { self, rounds, seed } = place;
  const random = createRandom(seed);
  const meet = meetings(place);
  const known = new Array<number>(WRITERS).fill(0);
  for (let round = 1; round <= rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 1) meet();
    write(self, round * WRITERS + self);
    known[self] = round;
    for (let reads = random.below(3); reads >= 0; reads--) {
      const number = read(self);
      const writer = number % WRITERS;
      const count = Math.floor(number / WRITERS);
      if (count < known[writer])
        assert.fail(`seed ${seed}: read write ${count} of thread ${writer}, after write ${known[writer]} was known`);
      known[writer] = count;
    }
  }
}

/** Words beside the register: writes that have begun, and that have ended; and threads that have read enough. */
const BEGUN = 0;
const ENDED = 1;
const DONE = 2;
export const PROGRESS_WORDS = 3;

export interface Watched extends Values {
  /** Reads of each thread that watches, at least; the writer goes on until all have made theirs. */
  readonly reads: number;
  readonly watchers: number;
  readonly progress: Words;
}

/** Writes 1, 2 and so on, and says so before and after. */
export async function count(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { write } = await callerIn(place, steps);
  const { self, watchers, progress } = place;
  meetings(place)();
  for (let number = 1; Atomics.load(progress, DONE) < watchers; number++) {
    Atomics.store(progress, BEGUN, number);
    write(self, number);
    Atomics.store(progress, ENDED, number);
  }
}

/** Times that a watcher has to see the value change, lest it be done before the writer has had a CPU. */
const CHANGES = 20;

/** Reads while another thread counts: no less than had been written before, nor than it read before, and no more than was begun. */
export async function watch(place: Place & Watched, steps: Int32Array): Promise<void> {
  // Reads behind the last one that must be made are steps only where the value has changed: a writer that hangs is to be noticed.
  const { read } = await callerIn(place, new Int32Array(1));
  const { self, reads, progress } = place;
  let last = 0;
  let changes = 0;
  steps[0] = 1;
  meetings(place)();
  for (let i = 0; i < reads || changes < CHANGES; i++) {
    const least = Math.max(last, Atomics.load(progress, ENDED));
    const number = read(self);
    const most = Atomics.load(progress, BEGUN);
    if (number < least || number > most) assert.fail(`read ${number} when ${least} was known and ${most} had begun`);
    if (number !== last) changes++;
    if (i < reads || number !== last) steps[0]++;
    last = number;
  }
  Atomics.add(progress, DONE, 1);
}

/** Reads as `watch`, but only torn values count. */
export async function watchForTears(place: Place & Watched, steps: Int32Array): Promise<void> {
  const { read } = await callerIn(place, steps);
  const { self, reads, progress } = place;
  meetings(place)();
  try {
    for (let i = 0; i < reads; i++) read(self);
  } finally {
    Atomics.add(progress, DONE, 1);
  }
}
