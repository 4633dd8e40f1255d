/** open-addressing that reserves one slot too few. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, MapSpec, Words } from '../../../src/contract.ts';
import { mix } from '../../../src/structures/_mix.ts';
import type { Mutant } from '../mutant.ts';

const MASK: i32 = 0;
const NAP: i32 = LINE_WORDS;
const SLOTS: i32 = 2 * LINE_WORDS;

// Relative to the slot.
const KEY: i32 = 0;
const STATE: i32 = 1;
const VALUE: i32 = 2;
const SLOT_SHIFT: i32 = 2;

/** The counts that any table has, by their places: they run free. */
const STATE_0: i32 = SLOTS + STATE;
const STATE_1: i32 = SLOTS + (1 << SLOT_SHIFT) + STATE;

/** A KEY that is no key. */
const UNUSED: i32 = 0;
/** No slot: the key is not in the table, or there is no room for it. */
const NONE: i32 = -1;

const LOCKED: i32 = 1;
const PRESENT: i32 = 2;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

function slotAt(position: i32, mask: i32): i32 {
  return (SLOTS + ((position & mask) << SLOT_SHIFT)) | 0;
}

/** The slot that has the key, or NONE. */
function find(words: Words, key: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  const home = mix(key);
  // Ends at the key, at a free slot, or after one lap.
  for (let tried: i32 = 0; tried <= mask; tried = (tried + 1) | 0) {
    const slot = slotAt((home + tried) | 0, mask);
    const found = Atomics.load(words, slot + KEY); // [relaxed] it says nothing about the other words. LP when it ends at a free slot
    if (found === key) return slot;
    if (found === UNUSED) return NONE;
  }
  return NONE;
}

/** The slot that has the key, or has it from now on; NONE: all have others. */
function claim(words: Words, key: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  const home = mix(key);
  // Ends at the key, at a slot that was free, or after one lap. A compare-and-swap that fails means that another key has been put in.
  for (let tried: i32 = 0; tried <= mask; tried = (tried + 1) | 0) {
    const slot = slotAt((home + tried) | 0, mask);
    let found: i32 = Atomics.load(words, slot + KEY); // [relaxed] as in find; LP when full, if it is the last
    // [relaxed] success: the slot was free, and is this key's for good; its STATE is 0, and somebody may be faster there
    if (found === UNUSED) found = Atomics.compareExchange(words, slot + KEY, UNUSED, key);
    if (found === UNUSED || found === key) return slot;
  }
  return NONE;
}

export function get(words: Words, self: i32, key: i32, into: Words, at: i32): boolean {
  const slot = find(words, key);
  if (slot === NONE) return false;
  // [acquire] sees the value that this count says is there; pairs with put's [release] add. LP when it is not there.
  const state = Atomics.load(words, slot + STATE);
  if ((state & PRESENT) === 0) return false;
  // [acquire] whoever sees a value sees the count that it was stored after; pairs with put's [release] store. LP when both looks agree.
  const value = Atomics.load(words, slot + VALUE);
  // [relaxed] LP when they do not: the first removal since the first look. LOCKED is no difference: the key stays there.
  if ((Atomics.load(words, slot + STATE) | LOCKED) !== (state | LOCKED)) return false;
  into[at] = value;
  return true;
}

export function put(words: Words, self: i32, key: i32, value: i32): i32 {
  const slot = claim(words, key);
  if (slot === NONE) return -1;
  const wasPresent = lockSlot(words, slot);
  // LP when the key was there and still is. [release] pairs with get's [acquire] load of VALUE.
  Atomics.store(words, slot + VALUE, value);
  // LP when the key was not there. [release] publishes the value, and lets the next put in; pairs with get's and lockSlot's [acquire].
  // LOCKED is taken back, and the count says "there" where it did not: 2 - 1.
  Atomics.add(words, slot + STATE, wasPresent ? -LOCKED : PRESENT - LOCKED);
  return wasPresent ? 0 : 1;
}

/** Wait until nobody else puts a value in, and keep others from it. Was the key there then? */
function lockSlot(words: Words, slot: i32): boolean {
  let paused: i32 = 0;
  // Ends when the put that holds LOCKED is done; a failed exchange proves that another put has locked the slot, or that a removal was made.
  while (true) {
    const state = Atomics.load(words, slot + STATE); // [relaxed] a guess, proved by the compare-and-swap
    // [acquire] success: nobody else stores to VALUE until LOCKED is taken back; pairs with put's [release] add.
    if ((state & LOCKED) === 0 && Atomics.compareExchange(words, slot + STATE, state, state | LOCKED) === state)
      return (state & PRESENT) !== 0;
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
}

export function remove(words: Words, self: i32, key: i32): boolean {
  const slot = find(words, key);
  if (slot === NONE) return false;
  // Ends with a removal, or when the key is not there; a failed exchange proves that another put or removal has got on.
  while (true) {
    const state = Atomics.load(words, slot + STATE); // [relaxed] a guess, proved by the compare-and-swap. LP when it is not there.
    if ((state & PRESENT) === 0) return false;
    // LP. [relaxed] success: the key was there, and no removal but this one made it go. It publishes nothing.
    if (Atomics.compareExchange(words, slot + STATE, state, (state + PRESENT) | 0) === state) return true;
  }
}

export default {
  kind: 'map',
  name: 'open-addressing-one-slot-short',
  twin: 'open-addressing',
  caughtBy: 'footprint',
  title: 'Open addressing, one slot short',
  family: 'mutant',
  reads: 'wait-free',
  refusals: 'in-flight',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'open-addressing, broken' }],
  layout: { MASK, NAP, SLOTS, STATE_0, STATE_1 },
  freeRunning: ['STATE_0', 'STATE_1'],
  sizeWords: (capacitySlots) => SLOTS + ((capacitySlots - 1) << SLOT_SHIFT), // BROKEN: the last slot
  init,
  get,
  put,
  remove,
} satisfies Mutant<MapSpec>;
