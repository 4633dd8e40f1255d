/**
 * Lamport's ring with each index on a line of its own: spsc-lamport.ts without its false sharing.
 *
 * Source: Lamport, "Specifying concurrent program modules", TOPLAS 5(2), 1983.
 * Differs: indices run free and are compared by difference, so that no slot is wasted; batches publish once.
 *
 * Words (each group on a line of its own):
 *   HEAD   next slot to consume; written by the consumer
 *   TAIL   next slot to produce; written by the producer
 *   MASK   capacity - 1; constant after init                    SLOTS…  the items
 *
 * Thread contract: one producer, one consumer. Progress: wait-free. Order: FIFO.
 * Wrap: 0 <= TAIL - HEAD <= capacity <= 2^28 always, so 32-bit differences are exact however far the indices have run.
 * An ablation: the code is spsc-lamport.ts's word for word (a test compares them); only the constant TAIL differs.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import { copyIn, copyOut } from './_copy.ts';

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
  // [acquire] the consumer has read the slots below HEAD; pairs with tryPop's and popMany's [release] store of HEAD.
  // LP when full.
  if (((tail - Atomics.load(words, HEAD)) | 0) > mask) return false;
  words[SLOTS + (tail & mask)] = value; // plain: published by the store of TAIL below
  // LP. [release] publishes the slot; pairs with tryPop's and popMany's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + 1) | 0);
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  // [acquire] sees the slots below TAIL; pairs with tryPush's and pushMany's [release] store of TAIL. LP when empty.
  if (head === Atomics.load(words, TAIL)) return false;
  into[at] = words[SLOTS + (head & words[MASK])]; // plain: ordered by the load of TAIL; MASK is constant
  // LP. [release] frees the slot; pairs with tryPush's and pushMany's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + 1) | 0);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  // [acquire] the consumer has read the slots below HEAD; pairs with tryPop's and popMany's [release] store of HEAD.
  const free = (mask + 1 - ((tail - Atomics.load(words, HEAD)) | 0)) | 0;
  const n = free < count ? free : count;
  if (n <= 0) return 0;
  copyIn(words, SLOTS, mask, tail, from, at, n); // plain: published by the store of TAIL below
  // LP. [release] publishes n slots at once; pairs with tryPop's and popMany's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + n) | 0);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  const mask = words[MASK]; // plain: constant after init
  // [acquire] sees the slots below TAIL; pairs with tryPush's and pushMany's [release] store of TAIL.
  const filled = (Atomics.load(words, TAIL) - head) | 0;
  const n = filled < count ? filled : count;
  if (n <= 0) return 0;
  copyOut(words, SLOTS, mask, head, into, at, n); // plain: ordered by the load of TAIL
  // LP. [release] frees n slots at once; pairs with tryPush's and pushMany's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + n) | 0);
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'spsc-padded',
  title: "Lamport's SPSC ring, indices on separate lines",
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
  useWhen: 'never in earnest: it shows that padding alone does not pay',
  restrictions: [],
  sources: [{ who: 'Lamport', year: 1983, what: 'Specifying concurrent program modules, TOPLAS 5(2)' }],
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
