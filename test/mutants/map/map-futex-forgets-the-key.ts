/** map-futex that gives the slot of a removed key away: keys behind it are not found any more. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, MapSpec, Words } from '../../../src/contract.ts';
import { init as initLock, LOCK_WORDS, lock, unlock } from '../../../src/locks/futex.ts';
import { mix } from '../../../src/structures/_mix.ts';
import type { Mutant } from '../mutant.ts';

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
  if (isPresent) {
    words[slot + STATE] = ABSENT;
    words[slot + KEY] = UNUSED; // BROKEN: others were put behind it
  }
  unlock(words, self);
  return isPresent;
}

export default {
  kind: 'map',
  name: 'map-futex-forgets-the-key',
  twin: 'map-futex',
  caughtBy: 'answers',
  title: 'Map under a mutex, forgets keys',
  family: 'mutant',
  reads: 'blocking',
  refusals: 'exact',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'map-futex, broken' }],
  layout: { MASK, SLOTS },
  freeRunning: [],
  sizeWords: (capacitySlots) => SLOTS + (capacitySlots << SLOT_SHIFT),
  init,
  get,
  put,
  remove,
} satisfies Mutant<MapSpec>;
