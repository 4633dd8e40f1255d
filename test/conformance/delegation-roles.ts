/** What the threads of the delegation checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { DelegationSpec } from '../../src/contract.ts';
import { ADD, CAPACITY, DEQUEUE, ENQUEUE, NOTHING, POP, PUSH, WORK } from '../../src/delegation/_object.ts';
import { createRandom } from '../../src/stats/random.ts';
import { meetings, open, until } from './place.ts';
import type { Place } from './team.ts';

export interface Asking {
  /** Threads that serve: the first one, or none. The others ask, under their numbers less this. */
  readonly servers: 0 | 1;
  /** Numbers under which operations may be asked for. */
  readonly callers: number;
  /** One word: threads that have asked for all that they wanted. */
  readonly done: Int32Array;
  readonly rounds: number;
  readonly seed: number;
}

const OPERATIONS = [NOTHING, ADD, WORK, ENQUEUE, DEQUEUE, PUSH, POP];

/** Items that a thread puts in before it takes any out, at most: four threads fit. */
const MOST_IN_A_ROW = 8;

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

const nap = new Int32Array(new SharedArrayBuffer(4));

/** Serves until all others have asked for all that they wanted. */
export async function serve(place: Place & Asking, steps: Int32Array): Promise<null> {
  const { subject, words } = await open<DelegationSpec>(place, steps);
  const { done, threads } = place;
  for (let paused = 0; Atomics.load(done, 0) < threads - 1; ) {
    const ran = subject.serve?.(words) ?? 0;
    steps[0] += ran; // where nobody gets an answer, nobody gets on
    paused = ran === 0 ? relax(nap, 0, paused, STAY_CLOSE) : 0;
  }
  return null;
}

/** The object, as it should be. */
class Reference {
  #count = 0;
  readonly #queue: number[] = [];
  readonly #stack: number[] = [];

  run(operation: number, argument: number): number {
    if (operation === ADD || operation === WORK) {
      const before = this.#count;
      this.#count = (before + (operation === ADD ? argument : 1)) | 0;
      return before;
    }
    if (operation === ENQUEUE) return put(this.#queue, argument);
    if (operation === PUSH) return put(this.#stack, argument);
    if (operation === DEQUEUE) return this.#queue.shift() ?? -1;
    return operation === POP ? (this.#stack.pop() ?? -1) : argument;
  }
}

function put(items: number[], item: number): number {
  return items.length < CAPACITY ? Math.sign(items.push(item)) : 0;
}

/** One thread under every number in turn: every answer is what the object says. The object is now and then full, and empty. */
export async function askInTurn(place: Place & Asking, steps: Int32Array): Promise<null> {
  const { subject, words } = await open<DelegationSpec>(place, steps);
  const random = createRandom(place.seed);
  const object = new Reference();
  let favourite = NOTHING;
  for (let round = 0; round < place.rounds; round++) {
    steps[0]++;
    if (round % CAPACITY === 0) favourite = [ENQUEUE, DEQUEUE, PUSH, POP][random.below(4)];
    const operation = random.below(6) === 0 ? OPERATIONS[random.below(OPERATIONS.length)] : favourite;
    const argument = operation === WORK ? random.below(100) : random.below(2 ** 32) | 0;
    const self = round % place.callers;
    const answer = subject.execute(words, self, operation, argument);
    const where = `seed ${place.seed}, round ${round}, execute(${self}, ${operation}, ${argument})`;
    assert.equal(answer, object.run(operation, argument), where);
  }
  Atomics.add(place.done, 0, 1);
  return null;
}

/** Among others: adds 1 again and again. Returns the counts that it found. */
export async function addTogether(place: Place & Asking, steps: Int32Array): Promise<Int32Array> {
  const { subject, words } = await open<DelegationSpec>(place, steps);
  const { servers, self, rounds } = place;
  const meet = meetings({ ...place, threads: place.threads - servers });
  const found = new Int32Array(rounds);
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet();
    steps[0]++;
    found[round] = subject.execute(words, self - servers, round % 3 === 0 ? WORK : ADD, 1);
    if (round > 0 && found[round] <= found[round - 1])
      assert.fail(`addition ${round} found the count ${found[round]}, the one before it ${found[round - 1]}`);
  }
  Atomics.add(place.done, 0, 1);
  return found;
}

export interface Moving extends Asking {
  /** How items go in and come out. */
  readonly put: number;
  readonly take: number;
}

/** Bits of an item that say which thread has put it in; the rest is its number in that thread's sequence. */
export const THREAD_BITS = 4;

/**
 * Among others: puts some items in and takes as many out, again and again. The first asker, when the others have ended, takes out what is
 * left. Returns what it took out, in order.
 */
export async function moveItems(place: Place & Moving, steps: Int32Array): Promise<number[]> {
  const { subject, words } = await open<DelegationSpec>(place, steps);
  const { servers, rounds, done } = place;
  const self = place.self - servers;
  const askers = place.threads - servers;
  const random = createRandom(place.seed + self);
  const taken: number[] = [];
  const take = (): boolean => {
    steps[0]++;
    const item = subject.execute(words, self, place.take, 0);
    if (item >= 0) taken.push(item);
    return item >= 0;
  };
  meetings({ ...place, threads: askers })();
  for (let nth = 0; nth < rounds; ) {
    const count = Math.min(1 + random.below(MOST_IN_A_ROW), rounds - nth);
    for (let i = 0; i < count; i++, nth++) {
      steps[0]++;
      const answer = subject.execute(words, self, place.put, (nth << THREAD_BITS) | self);
      assert.equal(answer, 1, `item ${nth} of thread ${self}, seed ${place.seed}: there was room`);
    }
    for (let i = 0; i < count; i++) take();
  }
  if (self !== 0) {
    Atomics.add(done, 0, 1);
    return taken;
  }
  until(() => Atomics.load(done, 0) === askers - 1);
  while (taken.length <= askers * rounds && take());
  Atomics.add(done, 0, 1);
  return taken;
}
