/** What the threads of the deque checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { DequeSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open } from './place.ts';
import type { Place } from './team.ts';

export interface Script {
  readonly capacity: number;
  readonly calls: number;
  readonly seed: number;
}

/** Alone: fills every slot and takes all out at either end, whatever comes. */
export async function fillAndDrain(place: Place & Pick<Script, 'capacity'>, steps: Int32Array): Promise<void> {
  const { subject, words, items: into } = await open<DequeSpec>(place, steps);
  for (const take of [() => subject.popBottom(words, into, 0), () => subject.steal(words, 1, into, 0)]) {
    for (let nth = 0; nth < 2 * place.capacity; nth++) {
      steps[0]++;
      subject.pushBottom(words, -1);
    }
    for (let nth = 0; nth <= place.capacity; nth++) take();
  }
}

/** Alone, at both ends at random: every answer is that of an array. */
export async function followTheScript(place: Place & Script, steps: Int32Array): Promise<void> {
  const { subject, words, items: into } = await open<DequeSpec>(place, steps);
  const { capacity, calls, seed, threads } = place;
  const random = createRandom(seed);
  const expected: number[] = [];
  for (let nth = 0; nth < calls; nth++) {
    steps[0]++;
    const where = `seed ${seed}, call ${nth}, ${expected.length} items inside`;
    const what = random.below(4);
    into[0] = 77;
    if (what < 2) {
      const value = random.below(2 ** 32) | 0;
      const isIn = subject.pushBottom(words, value);
      assert.equal(isIn, expected.length < capacity, `pushBottom: ${where}`);
      if (isIn) expected.push(value);
    } else if (what === 2) {
      const isOut = subject.popBottom(words, into, 0);
      assert.equal(isOut, expected.length > 0, `popBottom: ${where}`);
      assert.equal(into[0], expected.pop() ?? 77, `popBottom, the item: ${where}`);
    } else {
      const outcome = subject.steal(words, random.below(threads), into, 0);
      assert.equal(outcome, expected.length > 0 ? 1 : 0, `steal: ${where}`);
      assert.equal(into[0], expected.shift() ?? 77, `steal, the item: ${where}`);
    }
  }
}

export interface Work {
  readonly capacity: number;
  readonly items: number;
  /** Pushes before as many pops. */
  readonly batch: number;
  /** By item: how often it came out; behind them: 1 when the owner has finished, and a word to nap on. */
  readonly taken: Int32Array;
}

/** The owner: pushes all items, batch by batch, and pops as many as it finds. Returns how many it got. */
export async function own(place: Place & Work, steps: Int32Array): Promise<number> {
  const { subject, words, items: into } = await open<DequeSpec>(place, steps);
  const { items, batch, taken } = place;
  let popped = 0;
  const pop = () => {
    if (!subject.popBottom(words, into, 0)) return false;
    take(taken, into[0], 'the owner');
    popped++;
    return true;
  };
  meetings(place)();
  for (let pushed = 0; pushed < items; ) {
    for (let nth = 0; nth < batch && pushed < items; nth++) {
      steps[0]++;
      if (subject.pushBottom(words, pushed)) pushed++;
    }
    for (let nth = 0; nth < batch; nth++) pop();
  }
  while (pop()) steps[0]++;
  Atomics.store(taken, items, 1);
  return popped;
}

/** A thief, until the owner has finished. Returns how many items it got. */
export async function thieve(place: Place & Work, steps: Int32Array): Promise<number> {
  const { subject, words, items: into } = await open<DequeSpec>(place, steps);
  const { items, taken, self } = place;
  let stolen = 0;
  let paused = 0;
  meetings(place)();
  while (Atomics.load(taken, items) === 0) {
    const outcome = subject.steal(words, self, into, 0);
    if (outcome === 1) {
      steps[0]++;
      take(taken, into[0], `thief ${self}`);
      stolen++;
      paused = 0;
    } else paused = relax(taken, items + 1, paused, STAY_CLOSE);
  }
  return stolen;
}

function take(taken: Int32Array, item: number, who: string): void {
  if (item < 0 || item >= taken.length - 2) assert.fail(`${who} got ${item}, which nobody put in`);
  if (Atomics.add(taken, item, 1) !== 0) assert.fail(`${who} got item ${item}, which had been taken before`);
}
