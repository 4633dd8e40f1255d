/**
 * Vyukov's bounded queue for many producers and one consumer, whose index then needs no compare-and-swap.
 *
 * Source: Dmitry Vyukov, "Bounded MPMC queue", 1024cores.net, with the consumer side of a single consumer.
 * Differs: 32-bit positions, compared by wrapping difference; a batch is claimed by one compare-and-swap, after a look
 * at its last slot alone.
 *
 * Words (each group on a line of its own):
 *   HEAD     next position to consume; the consumer's own
 *   TAIL     next position to produce; claimed by producers
 *   MASK     capacity - 1; constant after init
 *   SLOTS…   two words each: sequence, item. Position p uses slot p & MASK; its sequence is
 *              p             free for position p; then written by the producer that claimed p
 *              p + 1         holds item p; then written by the consumer
 *              p + capacity  free for the next lap
 *
 * Why the last slot is enough: the one consumer frees slots in order, each by a [release] store. If slot `tail + n - 1`
 * has the sequence of a free slot, the stores for all slots before it came earlier in the consumer's program order and
 * are visible, too. None of them can have been filled since, as long as TAIL is still `tail`: the compare-and-swap
 * checks that.
 *
 * Thread contract: any number of producers, one consumer. Order: FIFO by claims, hence FIFO per producer.
 * Progress: claims are lock-free, but a producer that stops between its claim and its store of the sequence holds up
 * the consumer at that slot; hence `blocking`.
 * Wrap and ABA: a claim would be mistaken only if exactly 2^32 positions went by between a producer's look at the slot
 * and its compare-and-swap.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const MASK: i32 = 2 * LINE_WORDS;
const SLOTS: i32 = 3 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  const mask = (capacitySlots - 1) | 0;
  const start = words[TAIL]; // plain: not shared yet, as all words here
  words[MASK] = mask;
  for (let i: i32 = 0; i < capacitySlots; i++) {
    const position = (start + i) | 0;
    words[sequenceOf(position, mask)] = position;
  }
}

function sequenceOf(position: i32, mask: i32): i32 {
  return (SLOTS + ((position & mask) << 1)) | 0;
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const mask = words[MASK]; // plain: constant after init
  // Ends with a claim or a full ring; each further round means that another producer has claimed a position.
  while (true) {
    const tail = Atomics.load(words, TAIL); // [relaxed] a guess, proved by the compare-and-swap
    const at = sequenceOf(tail, mask);
    // [acquire] the slot's last item has been read; pairs with tryPop's and popMany's [release] store of the sequence.
    // LP when full.
    const ahead = (Atomics.load(words, at) - tail) | 0;
    if (ahead < 0) return false;
    // LP. [relaxed] success: `tail` is ours alone, and its slot is still free, since only its claimant may change it.
    if (ahead === 0 && Atomics.compareExchange(words, TAIL, tail, (tail + 1) | 0) === tail) {
      words[at + 1] = value; // plain: published by the store of the sequence below
      // [release] publishes the slot; pairs with tryPop's and popMany's [acquire] load
      Atomics.store(words, at, (tail + 1) | 0);
      return true;
    }
  }
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  const slot = sequenceOf(head, mask);
  const next = (head + 1) | 0;
  // [acquire] sees the item; pairs with tryPush's and pushMany's [release] store of the sequence. LP when empty.
  if (Atomics.load(words, slot) !== next) return false;
  into[at] = words[slot + 1]; // plain: ordered by the load of the sequence
  words[HEAD] = next; // plain: the consumer's own
  // LP. [release] frees the slot; pairs with tryPush's and freeSlots' [acquire] load of the sequence.
  Atomics.store(words, slot, (next + mask) | 0);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  // Ends as tryPush does.
  while (count > 0) {
    const tail = Atomics.load(words, TAIL); // [relaxed] a guess, proved by the compare-and-swap
    const n = freeSlots(words, mask, tail, count);
    // LP. [relaxed] success: positions from `tail` are ours alone, and their slots are still free.
    if (n > 0 && Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail) {
      for (let i: i32 = 0; i < n; i++) {
        const slot = sequenceOf((tail + i) | 0, mask);
        words[slot + 1] = from[at + i]; // plain: published by the store of the sequence below
        // [release] publishes the slot; pairs with tryPop's and popMany's [acquire] load
        Atomics.store(words, slot, (tail + i + 1) | 0);
      }
      return n;
    }
    // [relaxed] `tail` is unclaimed, so its slot was not free but filled: full. LP: the load in freeSlots.
    if (n === 0 && Atomics.load(words, TAIL) === tail) return 0;
  }
  return 0;
}

/** How many slots from `position`, up to `most`, are free: the whole batch at first look, else by bisection. */
function freeSlots(words: Words, mask: i32, position: i32, most: i32): i32 {
  let low: i32 = 0; // so many are free
  let high: i32 = most <= mask ? most : (mask + 1) | 0; // more are not
  let probe = high;
  // Ends since each round moves `low` up or `high` down.
  while (low < high) {
    const last = (position + probe - 1) | 0;
    // [acquire] all items up to this slot's have been read; pairs with tryPop's and popMany's [release] store of the
    // sequence.
    if (Atomics.load(words, sequenceOf(last, mask)) === last) low = probe;
    else high = (probe - 1) | 0;
    probe = (low + high + 1) >> 1;
  }
  return low;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  let n: i32 = 0;
  // Ends at `count` at the latest. Slots are freed one by one, so fast producers may make it more than a lap.
  while (n < count) {
    const position = (head + n) | 0;
    const slot = sequenceOf(position, mask);
    // [acquire] sees the item; pairs with tryPush's and pushMany's [release] store of the sequence.
    if (Atomics.load(words, slot) !== ((position + 1) | 0)) break;
    into[at + n] = words[slot + 1]; // plain: ordered by the load of the sequence
    // [release] frees the slot; pairs with tryPush's and freeSlots' [acquire] load
    Atomics.store(words, slot, (position + mask + 1) | 0);
    n = (n + 1) | 0;
  }
  words[HEAD] = (head + n) | 0; // plain: the consumer's own
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] [racy: HEAD] HEAD is written plainly by the consumer, TAIL counts claims: an estimate, clamped.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'mpsc-vyukov',
  title: "Vyukov's bounded queue for one consumer",
  family: 'mpsc',
  producers: 'many',
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'slot',
  publishes: 'each',
  refusals: 'in-flight',
  batches: 'one-by-one',
  progress: 'blocking',
  useWhen: 'several threads write and one reads',
  restrictions: ['two words per item', 'a pop may be refused while the push of the oldest item is in flight'],
  sources: [
    {
      who: 'Vyukov',
      year: 2010,
      what: 'Bounded MPMC queue',
      url: 'https://www.1024cores.net/home/lock-free-algorithms/queues/bounded-mpmc-queue',
    },
  ],
  layout: { HEAD, TAIL, MASK, SLOTS },
  freeRunning: ['HEAD', 'TAIL'],
  sizeWords: (capacitySlots) => SLOTS + 2 * capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
