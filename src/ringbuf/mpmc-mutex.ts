/**
 * A ring under a mutex: what the lock-free rings have to beat. Its batches are atomic for everybody.
 *
 * Source: the bounded buffer of Hoare, "Monitors: an operating system structuring concept", CACM 17(10), 1974; the lock
 * is src/locks/futex.ts.
 * Differs: full and empty are answers, not waits, so that no condition variable is needed.
 *
 * Words (each group on a line of its own):
 *   LOCK…  the mutex, two lines
 *   HEAD   next slot to consume      TAIL  next slot to produce; both written by the holder of the mutex
 *   MASK   capacity - 1; constant after init
 *   SLOTS… the items
 *
 * Thread contract: any number of producers and consumers. Order: FIFO. Progress: blocking; a holder that is descheduled
 * holds up everybody. The functions wait for the mutex, but never for an item or a slot.
 * Wrap: 0 <= TAIL - HEAD <= capacity <= 2^28 always, so 32-bit differences are exact however far the indices have run.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';

const HEAD: i32 = LOCK_WORDS;
const TAIL: i32 = LOCK_WORDS + 1;
const MASK: i32 = LOCK_WORDS + LINE_WORDS;
const SLOTS: i32 = LOCK_WORDS + 2 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  initLock(words, 1);
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

// plain: every access below is ordered by the mutex, unlock of one holder before lock of the next. LP: while held.

export function tryPush(words: Words, self: i32, value: i32): boolean {
  lock(words, self);
  const tail = words[TAIL];
  const mask = words[MASK];
  const isFree = ((tail - words[HEAD]) | 0) <= mask;
  if (isFree) {
    words[SLOTS + (tail & mask)] = value;
    words[TAIL] = (tail + 1) | 0;
  }
  unlock(words, self);
  return isFree;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  lock(words, self);
  const head = words[HEAD];
  const isFilled = head !== words[TAIL];
  if (isFilled) {
    into[at] = words[SLOTS + (head & words[MASK])];
    words[HEAD] = (head + 1) | 0;
  }
  unlock(words, self);
  return isFilled;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  if (count <= 0) return 0;
  lock(words, self);
  const tail = words[TAIL];
  const mask = words[MASK];
  const free = (mask + 1 - ((tail - words[HEAD]) | 0)) | 0;
  const n = free < count ? free : count;
  for (let i: i32 = 0; i < n; i++) words[SLOTS + ((tail + i) & mask)] = from[at + i];
  words[TAIL] = (tail + n) | 0;
  unlock(words, self);
  return n;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  if (count <= 0) return 0;
  lock(words, self);
  const head = words[HEAD];
  const mask = words[MASK];
  const filled = (words[TAIL] - head) | 0;
  const n = filled < count ? filled : count;
  for (let i: i32 = 0; i < n; i++) into[at + i] = words[SLOTS + ((head + i) & mask)];
  words[HEAD] = (head + n) | 0;
  unlock(words, self);
  return n;
}

export function size(words: Words): i32 {
  // [relaxed] [racy: HEAD] without the mutex, so that looking disturbs nobody: clamped and approximate.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] [racy: TAIL] as above
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return filled < 0 ? 0 : filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'mpmc-mutex',
  title: 'Ring under a mutex',
  family: 'mpmc',
  producers: 'many',
  consumers: 'many',
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'shared',
  otherSide: 'lock',
  publishes: 'each',
  refusals: 'exact',
  batches: 'at-once',
  progress: 'blocking',
  useWhen: 'there are more threads than CPUs, or the simplest thing that several threads may share is wanted',
  restrictions: ['every call may wait for the mutex'],
  sources: [
    { who: 'Hoare', year: 1974, what: 'Monitors: an operating system structuring concept, CACM 17(10)' },
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky' },
  ],
  layout: { HEAD, TAIL, MASK, SLOTS },
  freeRunning: ['HEAD', 'TAIL'],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
