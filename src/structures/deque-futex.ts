/**
 * A work-stealing deque under a mutex: what the lock-free one has to beat.
 *
 * Source: a bounded buffer with two ends, Knuth, "The art of computer programming", volume 1, section 2.2.2; the lock is
 * src/locks/futex.ts. Differs: full and empty are answers, not overflows.
 *
 * Words (each group on a line of its own):
 *   LOCK…   the mutex, two lines
 *   TOP     position of the oldest item      BOTTOM  position behind the youngest; both written by the holder of the mutex
 *   MASK    capacity - 1; constant after init
 *   SLOTS…  the items; position p uses slot p & MASK
 *
 * Thread contract: one owner calls pushBottom and popBottom; any number of thieves call steal. Progress: blocking; a holder that is
 * descheduled holds up everybody. Nobody waits for an item or a slot, and no steal loses a race: it never says -1.
 * Wrap: 0 <= BOTTOM - TOP <= capacity <= 2^28 always, so 32-bit differences are exact however far the counters have run.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DequeSpec, i32, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';

const TOP: i32 = LOCK_WORDS;
const BOTTOM: i32 = LOCK_WORDS + 1;
const MASK: i32 = LOCK_WORDS + LINE_WORDS;
const SLOTS: i32 = LOCK_WORDS + 2 * LINE_WORDS;

/** The owner's number, as the contract says. */
const OWNER: i32 = 0;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initLock(words, threads);
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

// plain: every access below is ordered by the mutex, unlock of one holder before lock of the next. LP: while held.

export function pushBottom(words: Words, value: i32): boolean {
  lock(words, OWNER);
  const bottom = words[BOTTOM];
  const mask = words[MASK];
  const isFree = ((bottom - words[TOP]) | 0) <= mask;
  if (isFree) {
    words[SLOTS + (bottom & mask)] = value;
    words[BOTTOM] = (bottom + 1) | 0;
  }
  unlock(words, OWNER);
  return isFree;
}

export function popBottom(words: Words, into: Words, at: i32): boolean {
  lock(words, OWNER);
  const bottom = words[BOTTOM];
  const isFilled = bottom !== words[TOP];
  if (isFilled) {
    const last = (bottom - 1) | 0;
    into[at] = words[SLOTS + (last & words[MASK])];
    words[BOTTOM] = last;
  }
  unlock(words, OWNER);
  return isFilled;
}

export function steal(words: Words, self: i32, into: Words, at: i32): i32 {
  lock(words, self);
  const top = words[TOP];
  const isFilled = top !== words[BOTTOM];
  if (isFilled) {
    into[at] = words[SLOTS + (top & words[MASK])];
    words[TOP] = (top + 1) | 0;
  }
  unlock(words, self);
  return isFilled ? 1 : 0;
}

export default {
  kind: 'deque',
  name: 'deque-futex',
  title: 'Deque under a mutex',
  family: 'locked',
  lastItem: 'lock',
  progress: 'blocking',
  useWhen: 'items are few, each is much work, and the simplest thing is wanted',
  restrictions: ['every call may wait for the mutex, the owner’s too', 'holds no more than its capacity'],
  sources: [
    { who: 'Knuth', year: 1997, what: 'The art of computer programming, volume 1, section 2.2.2' },
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky' },
  ],
  layout: { TOP, BOTTOM, MASK, SLOTS },
  freeRunning: ['TOP', 'BOTTOM'],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  pushBottom,
  popBottom,
  steal,
} satisfies DequeSpec;
