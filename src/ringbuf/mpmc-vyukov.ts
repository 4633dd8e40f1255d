/**
 * Vyukov's bounded queue for many producers and many consumers: each slot carries the position that it is good for.
 *
 * Source: Dmitry Vyukov, "Bounded MPMC queue", 1024cores.net.
 * Differs: 32-bit positions, compared by wrapping difference; a batch is claimed by one compare-and-swap.
 *
 * Words (each group on a line of its own):
 *   HEAD     next position to consume; claimed by consumers
 *   TAIL     next position to produce; claimed by producers
 *   MASK     capacity - 1; constant after init
 *   SLOTS…   two words each: sequence, item. Position p uses slot p & MASK; its sequence is
 *              p             free for position p; then written by the producer that claimed p
 *              p + 1         holds item p; then written by the consumer that claimed p
 *              p + capacity  free for the next lap
 *
 * Thread contract: any number of producers and consumers. Order: FIFO by claims, hence FIFO per producer.
 * Progress: claims are lock-free, but a thread that stops between its claim and its store of the sequence holds up
 * everybody who reaches that slot; hence `blocking`.
 * Wrap and ABA: a claim would be mistaken only if exactly 2^32 positions went by between a thread's look at the slot
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
  const mask = words[MASK]; // plain: constant after init
  // Ends with a claim or an empty ring; each further round means that another consumer has claimed a position.
  while (true) {
    const head = Atomics.load(words, HEAD); // [relaxed] a guess, proved by the compare-and-swap
    const slot = sequenceOf(head, mask);
    // [acquire] sees the item; pairs with tryPush's and pushMany's [release] store of the sequence. LP when empty.
    const ahead = (Atomics.load(words, slot) - head - 1) | 0;
    if (ahead < 0) return false;
    // LP. [relaxed] success: `head` is ours alone, and its slot is still filled, since only its claimant may change it.
    if (ahead === 0 && Atomics.compareExchange(words, HEAD, head, (head + 1) | 0) === head) {
      into[at] = words[slot + 1]; // plain: ordered by the load of the sequence
      // [release] frees the slot; pairs with tryPush's and pushMany's [acquire] load
      Atomics.store(words, slot, (head + mask + 1) | 0);
      return true;
    }
  }
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  // Ends as tryPush does.
  while (count > 0) {
    const tail = Atomics.load(words, TAIL); // [relaxed] a guess, proved by the compare-and-swap
    const n = slotsAt(words, mask, tail, 0, count);
    // LP. [relaxed] success: positions from `tail` are ours alone, and their slots are still free.
    if (n > 0 && Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail) {
      for (let i: i32 = 0; i < n; i++) {
        const slot = sequenceOf((tail + i) | 0, mask);
        words[slot + 1] = from[at + i]; // plain: published by the store of the sequence below
        // [release] publishes the slot; pairs with tryPop's and slotsAt's [acquire] load
        Atomics.store(words, slot, (tail + i + 1) | 0);
      }
      return n;
    }
    // [relaxed] `tail` is unclaimed, so its slot was not free but filled: full. LP: the load in slotsAt.
    if (n === 0 && Atomics.load(words, TAIL) === tail) return 0;
  }
  return 0;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  // Ends as tryPop does.
  while (count > 0) {
    const head = Atomics.load(words, HEAD); // [relaxed] a guess, proved by the compare-and-swap
    const n = slotsAt(words, mask, head, 1, count);
    // LP. [relaxed] success: positions from `head` are ours alone, and their slots are still filled.
    if (n > 0 && Atomics.compareExchange(words, HEAD, head, (head + n) | 0) === head) {
      for (let i: i32 = 0; i < n; i++) {
        const slot = sequenceOf((head + i) | 0, mask);
        into[at + i] = words[slot + 1]; // plain: ordered by the load of the sequence in slotsAt
        // [release] frees the slot; pairs with tryPush's and slotsAt's [acquire] load
        Atomics.store(words, slot, (head + i + mask + 1) | 0);
      }
      return n;
    }
    // [relaxed] `head` is unclaimed, so its slot was not filled: empty. LP: the load in slotsAt.
    if (n === 0 && Atomics.load(words, HEAD) === head) return 0;
  }
  return 0;
}

/**
 * How many slots from `position`, up to `most`, are free (`filled` 0) or filled (`filled` 1) for their positions.
 * One after the other: other threads finish out of order, so that the last slot proves nothing about the earlier ones.
 */
function slotsAt(words: Words, mask: i32, position: i32, filled: i32, most: i32): i32 {
  let n: i32 = 0;
  // Ends at `most`, or after a lap at the latest: the first slot's sequence is not that of `position + capacity`.
  // [acquire] sees the item, or that it has been read; pairs with the [release] stores of the sequence in tryPush,
  // pushMany, tryPop and popMany.
  while (n < most && Atomics.load(words, sequenceOf((position + n) | 0, mask)) === ((position + n + filled) | 0)) {
    n = (n + 1) | 0;
  }
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate; claimed counts as done.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'mpmc-vyukov',
  title: "Vyukov's bounded MPMC queue",
  family: 'mpmc',
  producers: 'many',
  consumers: 'many',
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'slot',
  publishes: 'each',
  refusals: 'in-flight',
  batches: 'at-once',
  progress: 'blocking',
  useWhen: 'several threads write and several read, at most as many threads as CPUs',
  restrictions: [
    'two words per item',
    'a push may be refused while the pop of the oldest item is in flight, a pop while the push of the oldest item is',
  ],
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
