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
 *   HEAD_OWN       next slot to consume                 TAIL_SEEN  copy of TAIL; both the consumer's own
 *   TAIL_OWN       next slot to produce                 HEAD_SEEN  copy of HEAD; both the producer's own
 *   MASK           capacity - 1; constant after init    PUBLISH_EVERY  items per publish; constant once shared
 *   SLOTS…         the items
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

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const STARVED_AT: i32 = 2 * LINE_WORDS;
const HEAD_OWN: i32 = 3 * LINE_WORDS;
const TAIL_SEEN: i32 = 3 * LINE_WORDS + 1;
const TAIL_OWN: i32 = 4 * LINE_WORDS;
const HEAD_SEEN: i32 = 4 * LINE_WORDS + 1;
const MASK: i32 = 5 * LINE_WORDS;
const PUBLISH_EVERY: i32 = 5 * LINE_WORDS + 1;
const SLOTS: i32 = 6 * LINE_WORDS;

/** With 32 items to a store of about 10 ns, publishing costs an item less than its plain accesses do. */
const PUBLISH_EVERY_ITEMS: i32 = 32;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
  words[PUBLISH_EVERY] = PUBLISH_EVERY_ITEMS; // plain: not shared yet
}

/** Is it time to publish? A quarter of the ring at most is withheld on each side, so that both always have work. */
function isDue(words: Words, withheld: i32): boolean {
  return withheld >= words[PUBLISH_EVERY] || withheld > words[MASK] >> 2; // plain: constant once shared
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL_OWN]; // plain: the producer's own
  const mask = words[MASK]; // plain: constant after init
  // plain: HEAD_SEEN is the producer's own
  if (((tail - words[HEAD_SEEN]) | 0) > mask) {
    // [acquire] the consumer has read the slots below HEAD; pairs with tryPop's and popMany's [release] store of HEAD.
    // LP when full.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    if (((tail - head) | 0) > mask) {
      flush(words, self); // else the consumer might never see what the producer waits for it to take
      return false;
    }
  }
  const next = (tail + 1) | 0;
  words[SLOTS + (tail & mask)] = value; // plain: published by a later store of TAIL
  words[TAIL_OWN] = next; // plain: the producer's own
  const published = words[TAIL]; // plain: only the producer writes TAIL
  // plain: STARVED_AT is read while the consumer may write it, on purpose: a hint whose line moves only
  // when it changes. A stale value delays this item, as the header says; a torn or invented one cannot occur in an i32.
  if (isDue(words, (next - published) | 0) || words[STARVED_AT] === published) {
    // LP of all that was withheld. [release] publishes it; pairs with tryPop's and popMany's [acquire] load of TAIL.
    Atomics.store(words, TAIL, next);
  }
  return true;
}

export function flush(words: Words, self: i32): void {
  const tail = words[TAIL_OWN]; // plain: the producer's own
  // plain: only the producer writes TAIL
  // LP of all that was withheld. [release] publishes it; pairs with tryPop's and popMany's [acquire] load of TAIL.
  if (words[TAIL] !== tail) Atomics.store(words, TAIL, tail);
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD_OWN]; // plain: the consumer's own
  // plain: TAIL_SEEN is the consumer's own
  if (head === words[TAIL_SEEN]) {
    // [acquire] sees the slots below TAIL; pairs with tryPush's, pushMany's and flush's [release] store of TAIL.
    // LP when empty.
    const tail = Atomics.load(words, TAIL);
    if (head === tail) {
      starve(words, head);
      return false;
    }
    words[TAIL_SEEN] = tail; // plain: the consumer's own
  }
  const next = (head + 1) | 0;
  into[at] = words[SLOTS + (head & words[MASK])]; // plain: ordered by the load of TAIL; MASK is constant
  words[HEAD_OWN] = next; // plain: the consumer's own
  // plain: only the consumer writes HEAD
  if (isDue(words, (next - words[HEAD]) | 0)) {
    // [release] frees all slots below; pairs with tryPush's and pushMany's [acquire] load of HEAD.
    Atomics.store(words, HEAD, next);
  }
  return true;
}

/** The consumer found nothing: free every slot, and tell the producer. */
function starve(words: Words, head: i32): void {
  // plain: only the consumer writes HEAD
  // [release] frees all slots below; pairs with tryPush's and pushMany's [acquire] load of HEAD.
  if (words[HEAD] !== head) Atomics.store(words, HEAD, head);
  // plain: only the consumer writes STARVED_AT
  // [relaxed] a hint to tryPush, written once per head so that polling leaves the line with the producer.
  if (words[STARVED_AT] !== head) Atomics.store(words, STARVED_AT, head);
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL_OWN]; // plain: the producer's own
  const mask = words[MASK]; // plain: constant after init
  let free = (mask + 1 - ((tail - words[HEAD_SEEN]) | 0)) | 0; // plain: the producer's own
  if (free < count) {
    // [acquire] the consumer has read the slots below HEAD; pairs with tryPop's and popMany's [release] store of HEAD.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    free = (mask + 1 - ((tail - head) | 0)) | 0;
  }
  const n = free < count ? free : count;
  for (let i: i32 = 0; i < n; i++) {
    words[SLOTS + ((tail + i) & mask)] = from[at + i]; // plain: published by flush below
  }
  if (n > 0) words[TAIL_OWN] = (tail + n) | 0; // plain: the producer's own
  flush(words, self);
  return n > 0 ? n : 0;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD_OWN]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  let filled = (words[TAIL_SEEN] - head) | 0; // plain: the consumer's own
  if (filled < count) {
    // [acquire] sees the slots below TAIL; pairs with tryPush's, pushMany's and flush's [release] store of TAIL.
    const tail = Atomics.load(words, TAIL);
    words[TAIL_SEEN] = tail; // plain: the consumer's own
    filled = (tail - head) | 0;
    if (filled === 0) starve(words, head);
  }
  const n = filled < count ? filled : count;
  if (n <= 0) return 0;
  for (let i: i32 = 0; i < n; i++) {
    into[at + i] = words[SLOTS + ((head + i) & mask)]; // plain: ordered by the load of TAIL
  }
  words[HEAD_OWN] = (head + n) | 0; // plain: the consumer's own
  // [release] frees all slots below; pairs with tryPush's and pushMany's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + n) | 0);
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate. Withheld items are not counted,
  // withheld slots are.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0;
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
  progress: 'wait-free',
  restrictions: [
    'an item may stay invisible until the next pushes or flush',
    'up to a quarter of the slots may count as filled until the consumer has taken more or finds the ring empty',
  ],
  sources: [
    { who: 'Lamport', year: 1983, what: 'Specifying concurrent program modules, TOPLAS 5(2)' },
    { who: 'Lee, Bu & Chandranmenon', year: 2010, what: 'MCRingBuffer, IPDPS' },
  ],
  layout: { HEAD, TAIL, STARVED_AT, HEAD_OWN, TAIL_SEEN, TAIL_OWN, HEAD_SEEN, MASK, PUBLISH_EVERY, SLOTS },
  freeRunning: ['HEAD', 'TAIL', 'STARVED_AT', 'HEAD_OWN', 'TAIL_SEEN', 'TAIL_OWN', 'HEAD_SEEN'],
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
