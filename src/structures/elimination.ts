/**
 * A stack with an elimination array: a push and a pop that were both too slow for the top meet beside it, and the item changes hands there.
 *
 * Source: Hendler, Shavit & Yerushalmi, "A scalable lock-free stack algorithm", SPAA 2004; under it Treiber's stack (treiber.ts).
 * Differs: an operation goes into the array only after a failed exchange, and for one visit; only pushes wait there with an item, pops look
 * round; a slot holds the item itself; the range of slots is fixed. A push may leave its item in the array before it has a node.
 *
 * Words (each group on a line of its own):
 *   TOP        head of the list of items (_pool.ts)
 *   FREE       head of the list of free nodes
 *   SLOT_BITS  the array has 2^SLOT_BITS slots in use; constant after init
 *   PATIENCE   looks of one visit to the array; constant after init
 *   ARRAY…     MOST_SLOTS slots, a line each
 *     STATE      EMPTY 0  nobody here
 *                BUSY 1   an item is being written, or read: only the thread that does it may change the state
 *                OFFER + s  thread s waits here with an item
 *     ITEM       the item
 *   POOL…      the pool, capacity nodes (_pool.ts)
 *
 * Thread contract: any number of threads. Order: last in, first out; where two meet, the push takes effect and at once the pop.
 * What the functions return counts the exchanges that failed on TOP, on FREE and for a slot.
 * Progress: lock-free. A visit to the array ends after PATIENCE looks. A thread that stops for ever takes a node with it at most, or
 * leaves a slot BUSY, which nobody uses any more, or its offer behind, which one pop takes.
 * Full and empty: as treiber.ts. Two that meet take no slot, and would be one item too many if the stack were full all the time. It was not:
 * the one that began later first failed at an exchange. A push saw a free node there; a pop saw the top change, so that there was one item
 * less just before, or just after.
 * Wrap and ABA: lists, see _pool.ts. A slot needs no count: only thread s writes OFFER + s, and stands beside it until it is gone; a pop
 * reads the item when it has the slot, whichever of the offers of s it is.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import type { i32, StackSpec, Words } from '../contract.ts';
import { initPool, LOST, NONE, payloadAt, poolWords, put, tryPut, tryTake } from './_pool.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const SLOT_BITS: i32 = 2 * LINE_WORDS;
const PATIENCE: i32 = 2 * LINE_WORDS + 1;
const ARRAY: i32 = 3 * LINE_WORDS;
const MOST_SLOT_BITS: i32 = 3;
const MOST_SLOTS: i32 = 8;
const POOL: i32 = ARRAY + MOST_SLOTS * LINE_WORDS;

/** Words of a slot: STATE at its beginning, and */
const ITEM: i32 = 1;

const EMPTY: i32 = 0;
const BUSY: i32 = 1;
const OFFER: i32 = 2;

/** How a visit to the array ends. */
const MET: i32 = 1;
const ALONE: i32 = 0;

const REFUSED: i32 = -1;

/** Two slots: enough for a few threads to pass each other, few enough to meet. */
const USUAL_SLOT_BITS: i32 = 1;
/** Pauses of 30 to 40 ns: about 1 µs, in which several exchanges of a contended line succeed. */
export const USUAL_PATIENCE: i32 = 32;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  words[SLOT_BITS] = USUAL_SLOT_BITS; // plain: not shared yet, as all words here
  words[PATIENCE] = USUAL_PATIENCE;
  initPool(words, POOL, FREE, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, POOL); // LP when full
  // Ends with a node, with none, or with a pop that takes the item; a try that fails proves that another thread has got on.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    const met = offer(words, self, failed, value);
    if (met === MET) return failed;
    failed = (failed - met) | 0;
    node = tryTake(words, FREE, POOL);
  }
  if (node === NONE) return REFUSED;
  words[payloadAt(POOL, node)] = value; // plain: the node is this thread's; published by the exchange of TOP
  // LP, unless a pop takes the item in the array. Ends then, or with a try that succeeds; likewise.
  while (!tryPut(words, TOP, POOL, node)) {
    failed = (failed + 1) | 0;
    const met = offer(words, self, failed, value);
    if (met === MET) return (failed + put(words, FREE, POOL, node)) | 0;
    failed = (failed - met) | 0;
  }
  return failed;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP, POOL); // LP, unless it meets a push in the array
  // Ends with a node, with none, or with an item from a push; a try that fails proves that another thread has pushed or popped.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    const met = lookRound(words, self, into, at);
    if (met === MET) return failed;
    failed = (failed - met) | 0;
    node = tryTake(words, TOP, POOL);
  }
  if (node === NONE) return REFUSED;
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's; ordered by tryTake's load of TOP
  return (failed + put(words, FREE, POOL, node)) | 0;
}

/** The slot with number `nth`, of those in use. */
function slotAt(words: Words, nth: i32): i32 {
  const mask = ((1 << words[SLOT_BITS]) - 1) | 0; // plain: constant after init
  return (ARRAY + Math.imul(nth & mask, LINE_WORDS)) | 0;
}

/** Wait in a slot with an item. MET: a pop has it; ALONE: none came; LOST: somebody else is in the slot. */
function offer(words: Words, self: i32, failed: i32, value: i32): i32 {
  const slot = slotAt(words, (self + failed) | 0); // after the next failure the next slot
  // [acquire] success: the slot is this thread's, and its last item has been read; pairs with lookRound's [release] store.
  if (Atomics.compareExchange(words, slot, EMPTY, BUSY) !== EMPTY) return LOST;
  words[slot + ITEM] = value; // plain: published by the offer
  const mine = (OFFER + self) | 0;
  Atomics.store(words, slot, mine); // [release] publishes the item; pairs with lookRound's [acquire] exchange
  let looks: i32 = words[PATIENCE]; // plain: constant after init
  // Ends with the patience, or when a pop has come. [relaxed] a guess, proved by the exchange below
  while (looks > 0 && Atomics.load(words, slot) === mine) {
    pause();
    looks = (looks - 1) | 0;
  }
  // [release] before the next offer here. Success: nobody came; failure: the item is gone, as nobody else ends the offer.
  return Atomics.compareExchange(words, slot, mine, EMPTY) === mine ? ALONE : MET;
}

/** Look for a push that waits. MET: its item is in `into[at]`; ALONE: there was none; LOST: another thread was faster. */
function lookRound(words: Words, self: i32, into: Words, at: i32): i32 {
  const looks = words[PATIENCE]; // plain: constant after init
  for (let i: i32 = 0; i < looks; i++) {
    const slot = slotAt(words, (self + i) | 0);
    const state = Atomics.load(words, slot); // [relaxed] a guess, proved by the exchange
    if (state >= OFFER) {
      // LP of the push, and behind it of this pop. [acquire] sees the item; pairs with offer's [release] store. Success: the slot is
      // this thread's until it empties it.
      if (Atomics.compareExchange(words, slot, state, BUSY) !== state) return LOST;
      into[at] = words[slot + ITEM]; // plain: ordered by the exchange
      Atomics.store(words, slot, EMPTY); // [release] the item has been read; pairs with offer's [acquire] exchange
      return MET;
    }
    pause();
  }
  return ALONE;
}

export default {
  kind: 'stack',
  name: 'elimination',
  title: 'Stack with an elimination array',
  family: 'list',
  meets: 'top-or-pairs',
  refusals: 'in-flight',
  progress: 'lock-free',
  useWhen: 'many threads push and pop at the same time, about as many of the one as of the other',
  restrictions: [
    'a push may be refused while other threads hold nodes that they have popped and not yet freed, or taken and not yet pushed',
    'a push that has lost an exchange waits in the array, although the top may be free by then',
    'if exactly 2^(32 - b) pops, or a multiple, pass while one thread stands between its load of the top and its exchange, and leave the ' +
      'same node on top, the exchange succeeds although other nodes lie below: two lists then share nodes, and items come out twice, never, ' +
      'or without having been pushed; the same holds for pushes and the free nodes. b: bits of the number of slots. At 5 million pops a ' +
      'second that takes 7 s with 64 slots, 0.4 s with 1,024, and 13 ms, which a descheduled thread may well stand there, with 65,534',
    'a slot of the array is lost if a thread ends for ever while it writes or reads an item there',
  ],
  sources: [
    { who: 'Hendler, Shavit & Yerushalmi', year: 2004, what: 'A scalable lock-free stack algorithm, SPAA' },
    { who: 'Treiber', year: 1986, what: 'Systems programming: coping with parallelism, IBM RJ 5118' },
  ],
  layout: { TOP, FREE, ARRAY, POOL },
  freeRunning: [],
  tunables: {
    slotBits: {
      word: SLOT_BITS,
      default: USUAL_SLOT_BITS,
      min: 0,
      max: MOST_SLOT_BITS,
      what: 'slots of the array, as a power of two',
    },
    patience: {
      word: PATIENCE,
      default: USUAL_PATIENCE,
      min: 1,
      max: 1000000,
      what: 'looks of one visit to the array',
    },
  },
  sizeWords: (capacitySlots) => POOL + poolWords(capacitySlots),
  init,
  push,
  pop,
} satisfies StackSpec;
