/** Lamport's ring with its two stores of tryPush exchanged: a slot is published before it is filled. The nap between is only to be sure. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, RingSpec, Words } from '../../../src/contract.ts';

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const MASK: i32 = 2 * LINE_WORDS;
const SLOTS: i32 = 3 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  if (((tail - Atomics.load(words, HEAD)) | 0) > mask) return false; // [acquire] pairs with tryPop's store of HEAD
  Atomics.store(words, TAIL, (tail + 1) | 0); // BROKEN: too early. [release] pairs with tryPop's load of TAIL
  pause();
  words[SLOTS + (tail & mask)] = value; // plain: published already
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  if (head === Atomics.load(words, TAIL)) return false; // [acquire] pairs with tryPush's store of TAIL
  into[at] = words[SLOTS + (head & words[MASK])]; // plain: ordered by the load of TAIL, or so it should be
  Atomics.store(words, HEAD, (head + 1) | 0); // [release] pairs with tryPush's load of HEAD
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  let n: i32 = 0;
  while (n < count && tryPush(words, self, from[at + n])) n = (n + 1) | 0; // ends at `count` at the latest
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  let n: i32 = 0;
  while (n < count && tryPop(words, self, into, (at + n) | 0)) n = (n + 1) | 0; // ends at `count` at the latest
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] both: approximate
  return (Atomics.load(words, TAIL) - Atomics.load(words, HEAD)) | 0;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'early-ring',
  title: 'A ring that publishes too early',
  family: 'spsc',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'index',
  publishes: 'each',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'spsc-lamport, broken' }],
  layout: { HEAD, TAIL, MASK, SLOTS },
  freeRunning: ['HEAD', 'TAIL'],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
