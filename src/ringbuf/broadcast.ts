/**
 * One producer, a fixed number of consumers, and every consumer sees every item; the slowest one gates the producer.
 *
 * Source: LMAX Disruptor (Thompson, Farley, Barker, Gee & Stewart, 2011): its single-producer sequencer, with one
 * sequence per consumer and a cached gating sequence.
 * Differs: items are 32-bit words in the ring itself, and waiting is the caller's.
 *
 * Words (each group on a line of its own):
 *   TAIL     next position to produce; written by the producer
 *   GATE_SEEN  the slowest head when last looked at; the producer's own, on the line of TAIL
 *   MASK     capacity - 1      CONSUMERS  how many      SLOTS_AT  the first slot's word; all constant after init
 *   HEADS…   a line per consumer: its head (next position to consume), then TAIL_SEEN, its own copy of TAIL
 *   slots…   the items, from word SLOTS_AT
 *
 * Thread contract: one producer; consumer `self` from 0 to CONSUMERS - 1 is one thread. Progress: wait-free (a push
 * that finds the ring full looks at each consumer once). Order: FIFO, the same for all.
 * Wrap: 0 <= TAIL - head <= capacity for every head, so 32-bit differences are exact however far they have run.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import { copyIn, copyOut } from './_copy.ts';

const TAIL: i32 = 0;
const GATE_SEEN: i32 = 1;
const MASK: i32 = LINE_WORDS;
const CONSUMERS: i32 = LINE_WORDS + 1;
const SLOTS_AT: i32 = LINE_WORDS + 2;
const HEADS: i32 = 2 * LINE_WORDS;
const TAIL_SEEN: i32 = 1; // relative to the consumer's head

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  const start = words[TAIL]; // plain: not shared yet, as all words here
  words[MASK] = (capacitySlots - 1) | 0;
  words[CONSUMERS] = consumers;
  words[SLOTS_AT] = headOf(consumers);
  for (let consumer: i32 = 0; consumer < consumers; consumer++) {
    const at = headOf(consumer);
    words[at] = start;
    words[at + TAIL_SEEN] = start;
  }
}

function headOf(consumer: i32): i32 {
  return (HEADS + Math.imul(consumer, LINE_WORDS)) | 0;
}

/** How far the slowest consumer is behind `tail`, between 0 and the capacity. */
function backlog(words: Words, tail: i32): i32 {
  let most: i32 = 0;
  const consumers = words[CONSUMERS]; // plain: constant after init
  for (let consumer: i32 = 0; consumer < consumers; consumer++) {
    // [acquire] the consumer has read the slots below it; pairs with tryPop's and popMany's [release] store of its head.
    const behind = (tail - Atomics.load(words, headOf(consumer))) | 0;
    if (behind > most) most = behind;
  }
  return most;
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  // plain: GATE_SEEN is the producer's own
  if (((tail - words[GATE_SEEN]) | 0) > mask) {
    const behind = backlog(words, tail); // LP when full: the load of the slowest head
    words[GATE_SEEN] = (tail - behind) | 0; // plain: the producer's own
    if (behind > mask) return false;
  }
  words[words[SLOTS_AT] + (tail & mask)] = value; // plain: published by the store of TAIL below; SLOTS_AT is constant
  // LP. [release] publishes the slot; pairs with tryPop's and popMany's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + 1) | 0);
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const mine = headOf(self);
  const head = words[mine]; // plain: only this consumer writes its head
  // plain: TAIL_SEEN is this consumer's own
  if (head === words[mine + TAIL_SEEN]) {
    // [acquire] sees the slots below TAIL; pairs with tryPush's and pushMany's [release] store of TAIL. LP when empty.
    const tail = Atomics.load(words, TAIL);
    if (head === tail) return false;
    words[mine + TAIL_SEEN] = tail; // plain: this consumer's own
  }
  // plain: ordered by the load of TAIL; SLOTS_AT and MASK are constant
  into[at] = words[words[SLOTS_AT] + (head & words[MASK])];
  // LP. [release] frees the slot for this consumer; pairs with backlog's [acquire] load of its head.
  Atomics.store(words, mine, (head + 1) | 0);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL]; // plain: only the producer writes TAIL
  const mask = words[MASK]; // plain: constant after init
  const slots = words[SLOTS_AT]; // plain: constant after init
  let free = (mask + 1 - ((tail - words[GATE_SEEN]) | 0)) | 0; // plain: the producer's own
  if (free < count) {
    const behind = backlog(words, tail);
    words[GATE_SEEN] = (tail - behind) | 0; // plain: the producer's own
    free = (mask + 1 - behind) | 0;
  }
  const n = free < count ? free : count;
  if (n <= 0) return 0;
  copyIn(words, slots, mask, tail, from, at, n); // plain: published by the store of TAIL below
  // LP. [release] publishes n slots at once; pairs with tryPop's and popMany's [acquire] load of TAIL.
  Atomics.store(words, TAIL, (tail + n) | 0);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const mine = headOf(self);
  const head = words[mine]; // plain: only this consumer writes its head
  const mask = words[MASK]; // plain: constant after init
  const slots = words[SLOTS_AT]; // plain: constant after init
  let filled = (words[mine + TAIL_SEEN] - head) | 0; // plain: this consumer's own
  if (filled < count) {
    // [acquire] sees the slots below TAIL; pairs with tryPush's and pushMany's [release] store of TAIL.
    const tail = Atomics.load(words, TAIL);
    words[mine + TAIL_SEEN] = tail; // plain: this consumer's own
    filled = (tail - head) | 0;
  }
  const n = filled < count ? filled : count;
  if (n <= 0) return 0;
  copyOut(words, slots, mask, head, into, at, n); // plain: ordered by the load of TAIL
  // LP. [release] frees n slots for this consumer; pairs with backlog's [acquire] load of its head.
  Atomics.store(words, mine, (head + n) | 0);
  return n;
}

/** Distance from the slowest consumer to the tail. */
export function size(words: Words): i32 {
  // [relaxed] loads at several times: clamped and approximate.
  const behind = backlog(words, Atomics.load(words, TAIL));
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return behind > capacity ? capacity : behind;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'broadcast',
  title: 'Broadcast ring: every consumer sees every item',
  family: 'broadcast',
  producers: 1,
  consumers: 'many',
  delivery: 'all',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'cached-index',
  publishes: 'each',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'wait-free',
  useWhen: 'every consumer needs every item and none may miss one',
  restrictions: ['the number of consumers is fixed at init', 'the slowest consumer holds up the producer'],
  sources: [
    {
      who: 'Thompson, Farley, Barker, Gee & Stewart',
      year: 2011,
      what: 'LMAX Disruptor',
      url: 'https://lmax-exchange.github.io/disruptor/',
    },
  ],
  layout: { TAIL, GATE_SEEN, MASK, CONSUMERS, SLOTS_AT, HEADS },
  freeRunning: ['TAIL', 'GATE_SEEN'],
  sizeWords: (capacitySlots, consumers) => HEADS + consumers * LINE_WORDS + capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
