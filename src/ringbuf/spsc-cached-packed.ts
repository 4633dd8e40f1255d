/**
 * spsc-cached with all indices on one line: what false sharing alone costs.
 *
 * Source: as spsc-cached. Differs from it in the line of TAIL alone (test/ringbuf holds it to that), so that the ratio of
 * the two is the price of two writers on one line. Nobody should ship it.
 *
 * Words:
 *   HEAD       next slot to consume; written by the consumer        TAIL_SEEN  the consumer's copy of TAIL
 *   TAIL       next slot to produce; written by the producer        HEAD_SEEN  the producer's copy of HEAD
 *   (another line) MASK   capacity - 1; constant after init         (further lines) SLOTS…   the items
 *
 * Thread contract: one producer, one consumer. Progress: wait-free. Order: FIFO. Wrap: as spsc-cached.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import { copyIn, copyOut } from './_copy.ts';

const HEAD: i32 = 0;
const TAIL_SEEN: i32 = 1;
const TAIL: i32 = 2;
const HEAD_SEEN: i32 = 3;
const MASK: i32 = 2 * LINE_WORDS;
const SLOTS: i32 = 3 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  // plain: HEAD_SEEN is the producer's own
  if (((tail - words[HEAD_SEEN]) | 0) > mask) {
    // [acquire] the consumer has read the slots below HEAD; pairs with tryPop's and popMany's [release] store of HEAD.
    // LP when full.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    if (((tail - head) | 0) > mask) return false;
  }
  words[SLOTS + (tail & mask)] = value; // plain: published by the store of TAIL below
  // LP. [release] publishes the slot; pairs with the consumer's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + 1) | 0);
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  // plain: TAIL_SEEN is the consumer's own
  if (head === words[TAIL_SEEN]) {
    // [acquire] sees the slots below TAIL; pairs with tryPush's and pushMany's [release] store of TAIL. LP when empty.
    const tail = Atomics.load(words, TAIL);
    if (head === tail) return false;
    words[TAIL_SEEN] = tail; // plain: the consumer's own
  }
  into[at] = words[SLOTS + (head & words[MASK])]; // plain: ordered by the load of TAIL; MASK is constant
  // LP. [release] frees the slot; pairs with the producer's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + 1) | 0);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  let free = (mask + 1 - ((tail - words[HEAD_SEEN]) | 0)) | 0; // plain: the producer's own
  if (free < count) {
    // [acquire] the consumer has read the slots below HEAD; pairs with its [release] store of HEAD.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    free = (mask + 1 - ((tail - head) | 0)) | 0;
  }
  const n = free < count ? free : count;
  if (n <= 0) return 0;
  copyIn(words, SLOTS, mask, tail, from, at, n); // plain: published by the store of TAIL below
  // LP. [release] publishes n slots at once; pairs with the consumer's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + n) | 0);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  const mask = words[MASK]; // plain: constant after init
  let filled = (words[TAIL_SEEN] - head) | 0; // plain: the consumer's own
  if (filled < count) {
    // [acquire] sees the slots below TAIL; pairs with the producer's [release] store of TAIL.
    const tail = Atomics.load(words, TAIL);
    words[TAIL_SEEN] = tail; // plain: the consumer's own
    filled = (tail - head) | 0;
  }
  const n = filled < count ? filled : count;
  if (n <= 0) return 0;
  copyOut(words, SLOTS, mask, head, into, at, n); // plain: ordered by the load of TAIL
  // LP. [release] frees n slots at once; pairs with the producer's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + n) | 0);
  return n;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export default {
  kind: 'ring',
  name: 'spsc-cached-packed',
  title: 'SPSC ring with cached indices on one line',
  family: 'spsc',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'shared',
  otherSide: 'cached-index',
  publishes: 'each',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'wait-free',
  control: true,
  useWhen: 'never in earnest: it shows what two indices on one line cost',
  restrictions: ['false sharing on purpose'],
  sources: [
    { who: 'Lamport', year: 1983, what: 'Specifying concurrent program modules, TOPLAS 5(2)' },
    { who: 'Lee, Bu & Chandranmenon', year: 2010, what: 'MCRingBuffer, IPDPS' },
    { who: 'Rigtorp', year: 2020, what: 'SPSCQueue', url: 'https://github.com/rigtorp/SPSCQueue' },
  ],
  layout: { HEAD, TAIL_SEEN, TAIL, HEAD_SEEN, MASK, SLOTS },
  freeRunning: ['HEAD', 'TAIL_SEEN', 'TAIL', 'HEAD_SEEN'],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  flush,
  size,
} satisfies RingSpec;
