/**
 * An array under a mutex: what the lock-free stacks have to beat.
 *
 * Source: an array with a stack pointer, as in every textbook; the lock is src/locks/futex.ts.
 *
 * Words (each group on a line of its own):
 *   LOCK…     the mutex, two lines
 *   COUNT     items inside; written by the holder of the mutex
 *   CAPACITY  slots; constant after init
 *   SLOTS…    the items, the oldest first
 *
 * Thread contract: any number of threads. Order: last in, first out. Progress: blocking; a holder that is descheduled holds up everybody.
 * The functions wait for the mutex, but never for an item or a slot.
 * Wrap and ABA: nothing counts on, and nothing is compared with what it was.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, StackSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';

const COUNT: i32 = LOCK_WORDS;
const CAPACITY: i32 = LOCK_WORDS + LINE_WORDS;
const SLOTS: i32 = LOCK_WORDS + 2 * LINE_WORDS;

const REFUSED: i32 = -1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initLock(words, threads);
  words[CAPACITY] = capacitySlots; // plain: not shared yet
}

// plain: every access below is ordered by the mutex, unlock of one holder before lock of the next. LP: while held.

export function push(words: Words, self: i32, value: i32): i32 {
  const failed = lock(words, self);
  const count = words[COUNT];
  const isFree = count < words[CAPACITY];
  if (isFree) {
    words[SLOTS + count] = value;
    words[COUNT] = (count + 1) | 0;
  }
  unlock(words, self);
  return isFree ? failed : REFUSED;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  const failed = lock(words, self);
  const count = words[COUNT];
  const isFilled = count > 0;
  if (isFilled) {
    into[at] = words[SLOTS + count - 1];
    words[COUNT] = (count - 1) | 0;
  }
  unlock(words, self);
  return isFilled ? failed : REFUSED;
}

export default {
  kind: 'stack',
  name: 'stack-futex',
  title: 'Array under a mutex',
  family: 'locked',
  meets: 'top',
  refusals: 'exact',
  progress: 'blocking',
  useWhen: 'there are more threads than CPUs, or a full or empty answer must be exact',
  restrictions: ['every call may wait for the mutex'],
  sources: [{ who: 'Drepper', year: 2011, what: 'Futexes are tricky' }],
  layout: { COUNT, CAPACITY, SLOTS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  push,
  pop,
} satisfies StackSpec;
