/**
 * The npm package ringbuf.js (padenot, MPL-2.0): the best-known ring over SharedArrayBuffer, as its users get it.
 *
 * The library keeps its state in a SharedArrayBuffer of its own; the words only tell instances apart. Indices share a
 * line, both are loaded on every call, positions wrap by `%`. Its bulk calls are where it shines: `pushMany` and
 * `popMany` are one library call each, on whole arrays, which is its fastest form.
 *
 * Thread contract: one producer, one consumer. Progress: wait-free.
 */
import { RingBuffer } from 'ringbuf.js';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, Peer, RingSpec, Words } from '../../src/contract.ts';

/** The two instances that this thread attached last: a comparison is cheaper than a map in the measured path. */
let firstWords: Words;
let firstRing: RingBuffer;
let secondRing: RingBuffer;

function ringOf(words: Words): RingBuffer {
  return words === firstWords ? firstRing : secondRing;
}

const peer: Peer = {
  wraps: 'library-ring',
  connect({ capacitySlots }, ends) {
    const storage = RingBuffer.getStorageForCapacity(capacitySlots, Int32Array);
    return ends.map(() => ({ connection: storage }));
  },
  attach(words, connection) {
    if (words === firstWords) return; // the thread plays both ends
    secondRing = firstRing;
    firstWords = words;
    firstRing = new RingBuffer(connection as SharedArrayBuffer, Int32Array);
  },
};

/** Two elements for one value: the library copies a whole array with `set`, which costs more than its element loop. */
const scratch = new Int32Array(2);

export function init(words: Words, capacitySlots: i32, consumers: i32): void {} // connect has done it

export function tryPush(words: Words, self: i32, value: i32): boolean {
  scratch[0] = value;
  return ringOf(words).push(scratch, 1) === 1;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  return ringOf(words).pop(into, 1, at) === 1;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  return ringOf(words).push(whole(from, at, count));
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  return ringOf(words).pop(whole(into, at, count));
}

/**
 * The range as an array of its own, which the library copies with `set`; it takes a part of an array element by element.
 * The last view is kept: a caller who sends batches from one place makes it once, as the library's users do.
 */
function whole(words: Words, at: i32, count: i32): Words {
  if (words === viewed && at === viewedAt && count === view.length) return view;
  viewed = words;
  viewedAt = at;
  view = words.subarray(at, at + count);
  return view;
}

let viewed: Words | undefined;
let viewedAt = 0;
let view: Words = new Int32Array(0);

export function flush(words: Words, self: i32): void {} // every push is published at once

export function size(words: Words): i32 {
  return ringOf(words).availableRead();
}

export default {
  kind: 'ring',
  name: 'ringbuf-js',
  title: 'ringbuf.js 0.4.0',
  family: 'peer',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'shared',
  otherSide: 'index',
  publishes: 'each',
  refusals: 'exact',
  batches: 'one-by-one',
  progress: 'wait-free',
  useWhen: 'a program uses ringbuf.js already',
  restrictions: [],
  sources: [{ who: 'Adenot', year: 2024, what: 'ringbuf.js 0.4.0, npm', url: 'https://github.com/padenot/ringbuf.js' }],
  layout: {},
  freeRunning: [],
  backends: ['js'],
  peer,
  sizeWords: () => LINE_WORDS,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  flush,
  size,
} satisfies RingSpec;
