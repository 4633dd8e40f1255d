/**
 * A single-producer, single-consumer ring with a one-at-a-time interface that publishes several items at once.
 *
 * Source: MCRingBuffer (Lee, Bu & Chandranmenon, IPDPS 2010) for publishing an index every k items.
 * Differs: a consumer that finds nothing says so, and the producer then publishes each push until it is fed again;
 * flush publishes the rest. An item costs no atomic operation unless an index is published or read.
 *
 * Words (each group on a line of its own):
 *   HEAD           slots below are free again; written by the consumer
 *   TAIL           slots below are filled; written by the producer
 *   STARVED_AT     the head at which the consumer last found nothing; written by the consumer, once per such head
 *   HEAD_OWN       next slot to consume; TAIL_SEEN, copy of TAIL; POP_UNTIL, below; all the consumer's own
 *   TAIL_OWN       next slot to produce; HEAD_SEEN, copy of HEAD; PUSH_UNTIL, below; all the producer's own
 *   MASK           capacity - 1; constant after init    PUBLISH_EVERY  items per publish; constant once shared
 *   SLOTS…         the items
 *
 * PUSH_UNTIL is the position at which the producer has to do something: publish k items, or look for free slots. Up to
 * there a push is a handful of plain accesses. POP_UNTIL is the same for the consumer.
 *
 * Withheld: the producer keeps back at most k - 1 items (TAIL_OWN - TAIL), the consumer at most k - 1 free slots
 * (HEAD_OWN - HEAD), k = PUBLISH_EVERY, but no more than a quarter of the capacity and no less than 1.
 * pushMany and popMany publish what they moved, and everything before it, at once.
 *
 * Liveness. A producer publishes its tail whenever it is refused, a consumer its head whenever it finds nothing. So
 * - a consumer that keeps trying finds every item after `flush`, after a refused push, or after k pushes;
 * - a producer that is refused succeeds after k pops, or once the consumer has found the ring empty;
 * - the two cannot wait for each other: with nothing withheld by either, the ring is not both full and empty.
 * STARVED_AT is a hint: missing it delays an item until one of those events, and never loses one.
 *
 * Thread contract: one producer, one consumer. Progress: wait-free. Order: FIFO.
 * Wrap: HEAD <= HEAD_OWN <= TAIL <= TAIL_OWN <= HEAD + capacity always, so 32-bit differences are exact; a STARVED_AT
 * that is 2^32 items old publishes one item early.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import { copyIn, copyOut } from './_copy.ts';

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const STARVED_AT: i32 = 2 * LINE_WORDS;
const HEAD_OWN: i32 = 3 * LINE_WORDS;
const TAIL_SEEN: i32 = 3 * LINE_WORDS + 1;
const POP_UNTIL: i32 = 3 * LINE_WORDS + 2;
const TAIL_OWN: i32 = 4 * LINE_WORDS;
const HEAD_SEEN: i32 = 4 * LINE_WORDS + 1;
const PUSH_UNTIL: i32 = 4 * LINE_WORDS + 2;
const MASK: i32 = 5 * LINE_WORDS;
const PUBLISH_EVERY: i32 = 5 * LINE_WORDS + 1;
const SLOTS: i32 = 6 * LINE_WORDS;

/** Larger gains nothing more, smaller costs: docs/tried-and-rejected.md. A consumer that starves is served at once anyway. */
const PUBLISH_EVERY_ITEMS: i32 = 128;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
  words[PUBLISH_EVERY] = PUBLISH_EVERY_ITEMS; // plain: not shared yet
}

/** How far a side may go from here without a word to the other: `available` positions, k at most. */
function stride(words: Words, available: i32): i32 {
  const quarter = ((words[MASK] >> 2) + 1) | 0; // plain: constant after init; a quarter at most, so that both sides have work
  const every = words[PUBLISH_EVERY]; // plain: constant once shared
  const most: i32 = every < quarter ? every : quarter;
  return available < most ? available : most;
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL_OWN]; // plain: the producer's own, as PUSH_UNTIL
  if (tail === words[PUSH_UNTIL] && !findRoom(words, tail)) return false;
  const next = (tail + 1) | 0;
  words[SLOTS + (tail & words[MASK])] = value; // plain: published by a later store of TAIL; MASK is constant
  words[TAIL_OWN] = next; // plain: the producer's own
  // plain: PUSH_UNTIL is the producer's own, TAIL is written by the producer only. STARVED_AT is read while the consumer
  // may write it, on purpose, [racy: STARVED_AT]: a hint, whose line moves only when it changes.
  if (next === words[PUSH_UNTIL] || words[STARVED_AT] === words[TAIL]) publish(words, next);
  return true;
}

/** No free slot is known: look, and publish all, or the consumer might never see what the producer waits for it to take. */
function findRoom(words: Words, tail: i32): boolean {
  // [acquire] the consumer has read the slots below HEAD; pairs with free's [release] store of HEAD. LP when full.
  words[HEAD_SEEN] = Atomics.load(words, HEAD); // plain: the producer's own
  publish(words, tail);
  return words[PUSH_UNTIL] !== tail; // plain: the producer's own
}

/** Publish the slots below `tail`, and set the next position at which to do something. */
function publish(words: Words, tail: i32): void {
  // plain: only the producer writes TAIL
  // LP of all that was withheld. [release] publishes it; pairs with findItems' and popMany's [acquire] load of TAIL.
  if (words[TAIL] !== tail) Atomics.store(words, TAIL, tail);
  const room = (words[HEAD_SEEN] + words[MASK] + 1 - tail) | 0; // plain: the producer's own; constant
  words[PUSH_UNTIL] = (tail + stride(words, room)) | 0; // plain: the producer's own
}

export function flush(words: Words, self: i32): void {
  publish(words, words[TAIL_OWN]); // plain: the producer's own
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD_OWN]; // plain: the consumer's own, as POP_UNTIL
  if (head === words[POP_UNTIL] && !findItems(words, head)) return false;
  const next = (head + 1) | 0;
  into[at] = words[SLOTS + (head & words[MASK])]; // plain: ordered by the load of TAIL; MASK is constant
  words[HEAD_OWN] = next; // plain: the consumer's own
  if (next === words[POP_UNTIL]) free(words, next); // plain: the consumer's own
  return true;
}

/** No item is known: look. If there is none, free every slot and tell the producer. */
function findItems(words: Words, head: i32): boolean {
  // [acquire] sees the slots below TAIL; pairs with publish's [release] store of TAIL. LP when empty.
  const tail = Atomics.load(words, TAIL);
  words[TAIL_SEEN] = tail; // plain: the consumer's own
  free(words, head);
  if (tail !== head) return true;
  // plain: only the consumer writes STARVED_AT
  // [relaxed] a hint to tryPush, written once per head so that polling leaves the line with the producer.
  if (words[STARVED_AT] !== head) Atomics.store(words, STARVED_AT, head);
  return false;
}

/** Free the slots below `head`, and set the next position at which to do something. */
function free(words: Words, head: i32): void {
  // plain: only the consumer writes HEAD
  // [release] frees all slots below; pairs with findRoom's and pushMany's [acquire] load of HEAD.
  if (words[HEAD] !== head) Atomics.store(words, HEAD, head);
  const known = (words[TAIL_SEEN] - head) | 0; // plain: the consumer's own
  words[POP_UNTIL] = (head + stride(words, known)) | 0; // plain: the consumer's own
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL_OWN]; // plain: the producer's own
  const mask = words[MASK]; // plain: constant after init
  let room: i32 = (words[HEAD_SEEN] + mask + 1 - tail) | 0; // plain: the producer's own
  if (room < count) {
    // [acquire] the consumer has read the slots below HEAD; pairs with free's [release] store of HEAD.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    room = (head + mask + 1 - tail) | 0;
  }
  const fitting: i32 = room < count ? room : count;
  const n: i32 = fitting > 0 ? fitting : 0;
  copyIn(words, SLOTS, mask, tail, from, at, n); // plain: published below
  words[TAIL_OWN] = (tail + n) | 0; // plain: the producer's own
  publish(words, (tail + n) | 0);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD_OWN]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  // plain: TAIL_SEEN is the consumer's own
  if (((words[TAIL_SEEN] - head) | 0) < count && !findItems(words, head)) return 0;
  const filled = (words[TAIL_SEEN] - head) | 0; // plain: the consumer's own
  const fitting: i32 = filled < count ? filled : count;
  const n: i32 = fitting > 0 ? fitting : 0;
  copyOut(words, SLOTS, mask, head, into, at, n); // plain: ordered by the load of TAIL
  words[HEAD_OWN] = (head + n) | 0; // plain: the consumer's own
  free(words, (head + n) | 0);
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate. Withheld items are not counted,
  // withheld slots are.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export default {
  kind: 'ring',
  name: 'spsc-batched',
  title: 'SPSC ring that publishes several items at once',
  family: 'spsc',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'cached-index',
  publishes: 'several',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'wait-free',
  useWhen: 'one thread writes, one reads, and an item may wait for a few others',
  restrictions: [
    'an item may stay invisible until the next pushes or flush',
    'up to a quarter of the slots may count as filled until the consumer has taken more or finds the ring empty',
  ],
  sources: [
    { who: 'Lamport', year: 1983, what: 'Specifying concurrent program modules, TOPLAS 5(2)' },
    { who: 'Lee, Bu & Chandranmenon', year: 2010, what: 'MCRingBuffer, IPDPS' },
  ],
  layout: {
    HEAD,
    TAIL,
    STARVED_AT,
    HEAD_OWN,
    TAIL_SEEN,
    POP_UNTIL,
    TAIL_OWN,
    HEAD_SEEN,
    PUSH_UNTIL,
    MASK,
    PUBLISH_EVERY,
    SLOTS,
  },
  freeRunning: [
    'HEAD',
    'TAIL',
    'STARVED_AT',
    'HEAD_OWN',
    'TAIL_SEEN',
    'POP_UNTIL',
    'TAIL_OWN',
    'HEAD_SEEN',
    'PUSH_UNTIL',
  ],
  tunables: {
    publishEvery: {
      word: PUBLISH_EVERY,
      default: PUBLISH_EVERY_ITEMS,
      min: 1,
      max: 1 << 26,
      what: 'items per publish, at most a quarter of the capacity',
    },
  },
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
