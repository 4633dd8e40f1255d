/**
 * A single-producer, single-consumer ring without shared indices: each slot says for itself whether it is filled.
 *
 * Source: FastForward (Giacomoni, Moseley & Vachharajani, PPoPP 2008).
 * Differs: FastForward marks an empty slot by a reserved value; here a turn beside the item does it, so that every
 * 32-bit value can be sent. A batch becomes visible with its first slot.
 *
 * Words (each group on a line of its own):
 *   HEAD     next position to consume; the consumer's own
 *   TAIL     next position to produce; the producer's own
 *   MASK     capacity - 1; constant after init
 *   SLOTS…   two words each: turn, item. Position p uses slot p & MASK; its turn is
 *              p             free for position p; then written by the producer
 *              p + 1         holds item p; then written by the consumer
 *              p + capacity  free for the next lap
 *
 * Item and notification lie on one line, so that a hand-over moves one line: the best round trip. A stream pays for it
 * with one atomic store per item on each side.
 * Everybody looks at turns in order of positions, and goes on only after finding the earlier one changed. So a batch
 * writes its later turns plainly and its first turn last: the other side reaches the later ones through the first.
 *
 * Thread contract: one producer, one consumer. Progress: wait-free. Order: FIFO.
 * Wrap: turns are compared for equality; slot p & MASK would have to stand still for 2^32 positions to be mistaken.
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
    words[turnOf(position, mask)] = position;
  }
}

function turnOf(position: i32, mask: i32): i32 {
  return (SLOTS + ((position & mask) << 1)) | 0;
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL]; // plain: the producer's own
  const turn = turnOf(tail, words[MASK]); // plain: constant after init
  // [acquire] the consumer has read the slot's last item; pairs with tryPop's and popMany's [release] store of the turn.
  // LP when full.
  if (Atomics.load(words, turn) !== tail) return false;
  const next = (tail + 1) | 0;
  words[turn + 1] = value; // plain: published by the store of the turn below
  words[TAIL] = next; // plain: the producer's own
  // LP. [release] publishes the slot; pairs with tryPop's and popMany's [acquire] load of the turn.
  Atomics.store(words, turn, next);
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  const turn = turnOf(head, mask);
  const next = (head + 1) | 0;
  // [acquire] sees the item; pairs with tryPush's and pushMany's [release] store of the turn. LP when empty.
  if (Atomics.load(words, turn) !== next) return false;
  into[at] = words[turn + 1]; // plain: ordered by the load of the turn
  words[HEAD] = next; // plain: the consumer's own
  // LP. [release] frees the slot; pairs with tryPush's and pushMany's [acquire] load of the turn.
  Atomics.store(words, turn, (next + mask) | 0);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const tail = words[TAIL]; // plain: the producer's own
  const mask = words[MASK]; // plain: constant after init
  let n: i32 = 0;
  // Ends at `count`, or after a lap at the latest: the first slot still has this lap's turn.
  // [acquire] the consumer has read the slot's last item; pairs with tryPop's and popMany's [release] store of the turn.
  while (n < count && Atomics.load(words, turnOf((tail + n) | 0, mask)) === ((tail + n) | 0)) {
    words[turnOf((tail + n) | 0, mask) + 1] = from[at + n]; // plain: published by the first turn below
    n = (n + 1) | 0;
  }
  if (n === 0) return 0;
  for (let i: i32 = 1; i < n; i++) {
    words[turnOf((tail + i) | 0, mask)] = (tail + i + 1) | 0; // plain: the consumer comes here through the first turn
  }
  words[TAIL] = (tail + n) | 0; // plain: the producer's own
  // LP. [release] publishes n slots at once; pairs with tryPop's and popMany's [acquire] load of the turn.
  Atomics.store(words, turnOf(tail, mask), (tail + 1) | 0);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const head = words[HEAD]; // plain: the consumer's own
  const mask = words[MASK]; // plain: constant after init
  let n: i32 = 0;
  // Ends at `count`, or after a lap at the latest: the first slot still has this lap's turn.
  // [acquire] sees the item; pairs with tryPush's and pushMany's [release] store of the turn.
  while (n < count && Atomics.load(words, turnOf((head + n) | 0, mask)) === ((head + n + 1) | 0)) {
    into[at + n] = words[turnOf((head + n) | 0, mask) + 1]; // plain: ordered by the load of the turn
    n = (n + 1) | 0;
  }
  if (n === 0) return 0;
  for (let i: i32 = 1; i < n; i++) {
    // plain: the producer comes here through the first turn
    words[turnOf((head + i) | 0, mask)] = (head + i + mask + 1) | 0;
  }
  words[HEAD] = (head + n) | 0; // plain: the consumer's own
  // LP. [release] frees n slots at once; pairs with tryPush's and pushMany's [acquire] load of the turn.
  Atomics.store(words, turnOf(head, mask), (head + mask + 1) | 0);
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] [racy: HEAD] HEAD and TAIL are written plainly by their owners: an estimate, clamped.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] [racy: TAIL] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'spsc-fastforward',
  title: 'SPSC ring with a turn in each slot',
  family: 'spsc',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'slot',
  publishes: 'each',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'wait-free',
  useWhen: 'one thread writes, one reads, and the round trip counts more than the throughput',
  restrictions: ['two words per item'],
  sources: [{ who: 'Giacomoni, Moseley & Vachharajani', year: 2008, what: 'FastForward, PPoPP' }],
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
