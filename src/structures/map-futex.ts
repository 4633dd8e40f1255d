/**
 * The same table as that of open-addressing.ts, under a mutex: what reading without a lock is worth.
 *
 * Source: open addressing with linear probing, Knuth, "The art of computer programming", volume 3, section 6.4, algorithm L; the lock is
 * src/locks/futex.ts. Differs: a key that is removed keeps its slot, marked as not there, as in the table that it is compared with.
 *
 * Words (each group on a line of its own):
 *   LOCK…   the mutex, two lines
 *   MASK    slots - 1; constant after init
 *   SLOTS…  four words each; the fourth is unused; written by the holder of the mutex
 *     KEY    0: never used
 *     STATE  ABSENT 0 or PRESENT 1
 *     VALUE  the key's value where it is present
 *
 * Thread contract: any number of threads. Progress: blocking; a holder that is descheduled holds up everybody, readers too.
 * Nothing runs free, so nothing wraps.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, MapSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';
import { mix } from './_mix.ts';

const MASK: i32 = LOCK_WORDS;
const SLOTS: i32 = LOCK_WORDS + LINE_WORDS;

// Relative to the slot.
const KEY: i32 = 0;
const STATE: i32 = 1;
const VALUE: i32 = 2;
const SLOT_SHIFT: i32 = 2;

/** A KEY that is no key. */
const UNUSED: i32 = 0;
/** Neither the key nor a free slot. */
const NONE: i32 = -1;

const ABSENT: i32 = 0;
const PRESENT: i32 = 1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initLock(words, threads);
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

// plain: every access below is ordered by the mutex, unlock of one holder before lock of the next. LP: while held.

function slotAt(position: i32, mask: i32): i32 {
  return (SLOTS + ((position & mask) << SLOT_SHIFT)) | 0;
}

/** The slot that has the key, or the free one where it would be put; NONE: all have others. */
function find(words: Words, key: i32): i32 {
  const mask = words[MASK];
  const home = mix(key);
  // Ends at the key, at a free slot, or after one lap.
  for (let tried: i32 = 0; tried <= mask; tried = (tried + 1) | 0) {
    const slot = slotAt((home + tried) | 0, mask);
    const found = words[slot + KEY];
    if (found === key || found === UNUSED) return slot;
  }
  return NONE;
}

export function get(words: Words, self: i32, key: i32, into: Words, at: i32): boolean {
  lock(words, self);
  const slot = find(words, key);
  const isPresent = slot !== NONE && words[slot + STATE] === PRESENT;
  if (isPresent) into[at] = words[slot + VALUE];
  unlock(words, self);
  return isPresent;
}

export function put(words: Words, self: i32, key: i32, value: i32): i32 {
  lock(words, self);
  const slot = find(words, key);
  let outcome: i32 = -1;
  if (slot !== NONE) {
    outcome = words[slot + STATE] === PRESENT ? 0 : 1;
    words[slot + KEY] = key;
    words[slot + STATE] = PRESENT;
    words[slot + VALUE] = value;
  }
  unlock(words, self);
  return outcome;
}

export function remove(words: Words, self: i32, key: i32): boolean {
  lock(words, self);
  const slot = find(words, key);
  const isPresent = slot !== NONE && words[slot + STATE] === PRESENT;
  if (isPresent) words[slot + STATE] = ABSENT;
  unlock(words, self);
  return isPresent;
}

export default {
  kind: 'map',
  name: 'map-futex',
  title: 'Open addressing under a mutex',
  family: 'locked',
  reads: 'blocking',
  refusals: 'exact',
  progress: 'blocking',
  useWhen: 'reads are rare, or there are more threads than CPUs and every put must be let in at last',
  restrictions: [
    'every call may wait for the mutex, reading too',
    'a key that was removed keeps its slot: the capacity counts all keys ever put in',
    'fuller than a half to three quarters it is slow; a full one is gone through for every key that is not in it',
  ],
  sources: [
    { who: 'Knuth', year: 1998, what: 'The art of computer programming, volume 3, section 6.4' },
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky' },
    { who: 'Appleby', year: 2011, what: 'MurmurHash3' },
  ],
  layout: { MASK, SLOTS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: (capacitySlots) => SLOTS + (capacitySlots << SLOT_SHIFT),
  init,
  get,
  put,
  remove,
} satisfies MapSpec;
