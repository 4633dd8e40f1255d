/** One producer or consumer of the threaded ring test: a worker that pushes or checks, round after round. */
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, End, RingSpec, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import { createRandom } from '../../src/stats/random.ts';
import type { RingFunctions } from './ring-rig.ts';
import { meet } from './threads.ts';

export interface RingThread {
  readonly path: string;
  readonly memory: WebAssembly.Memory;
  readonly role: End;
  /** Number within the role. */
  readonly self: number;
  readonly producers: number;
  readonly threads: number;
  /** Where all threads meet before each round. */
  readonly arrivals: Words;
  /** Byte offset of this thread's own two lines: one to nap on, one for items. */
  readonly ownAt: number;
  readonly seed: number;
  readonly rounds: readonly RingRound[];
}

/** A fresh ring. */
export interface RingRound {
  readonly backend: Backend;
  /** Byte offset of the ring. */
  readonly ringAt: number;
  readonly itemsPerProducer: number;
  /** How often each item was taken, by `producer * itemsPerProducer + sequence`; the last word counts all. */
  readonly taken: Words;
  /** What a peer's `connect` made for this thread. */
  readonly connection: unknown;
}

const ITEMS_AT = LINE_WORDS; // behind the line to nap on

const { path, memory, role, self, producers, threads, arrivals, ownAt, seed, rounds } = workerData as RingThread;
const { default: spec } = (await import(pathToFileURL(path).href)) as { default: RingSpec };
const own = new Int32Array(memory.buffer, ownAt, 2 * LINE_WORDS);
const random = createRandom(seed);

for (const [index, round] of rounds.entries()) {
  const ring = (await bindSubject({ path, spec }, round.backend, memory)) as unknown as RingFunctions;
  const words = new Int32Array(memory.buffer, round.ringAt);
  if (round.connection) spec.peer?.attach(words, round.connection);
  meet(arrivals, threads, index + 1);
  if (role === 'producer') produce(ring, words, round.itemsPerProducer);
  else consume(ring, words, round.itemsPerProducer, round.taken);
}
parentPort!.postMessage('done');

/** Every other time one item, else up to five. */
function batch(): number {
  return random.below(2) === 0 ? 1 : 2 + random.below(4);
}

/** Items `producer * itemsPerProducer + 1` and up: never 0, and no two alike. */
function produce(ring: RingFunctions, words: Words, itemsPerProducer: number): void {
  let sequence = 0;
  let spins = 0;
  while (sequence < itemsPerProducer) {
    const count = Math.min(batch(), itemsPerProducer - sequence);
    for (let i = 0; i < count; i++) own[ITEMS_AT + i] = self * itemsPerProducer + sequence + i + 1;
    const n =
      count > 1 ? ring.pushMany(words, self, own, ITEMS_AT, count) : Number(ring.tryPush(words, self, own[ITEMS_AT]));
    sequence += n;
    spins = n > 0 ? 0 : relax(own, 0, spins, STAY_CLOSE);
  }
  ring.flush(words, self);
}

function consume(ring: RingFunctions, words: Words, itemsPerProducer: number, taken: Words): void {
  const all = producers * itemsPerProducer;
  const last = new Array<number>(producers).fill(-1);
  let mine = 0;
  let spins = 0;
  while (!isDone()) {
    const count = batch();
    const n =
      count > 1 ? ring.popMany(words, self, own, ITEMS_AT, count) : Number(ring.tryPop(words, self, own, ITEMS_AT));
    for (let i = 0; i < n; i++) take(own[ITEMS_AT + i] - 1);
    spins = n > 0 ? 0 : relax(own, 0, spins, STAY_CLOSE);
  }

  function isDone(): boolean {
    if (spec.overflow === 'overwrite') return last[0] === all - 1;
    return (spec.delivery === 'all' ? mine : Atomics.load(taken, all)) === all;
  }

  function take(item: number): void {
    const producer = Math.floor(item / itemsPerProducer);
    const sequence = item - producer * itemsPerProducer;
    assert(producer >= 0 && producer < producers, `item ${item} was never pushed`);
    assert(sequence > last[producer], `item ${sequence} of producer ${producer} came after ${last[producer]}`);
    last[producer] = sequence;
    mine++;
    Atomics.add(taken, item, 1);
    Atomics.add(taken, all, 1);
  }
}
