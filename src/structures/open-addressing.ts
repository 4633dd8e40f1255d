/**
 * A hash map in one table with linear probing, whose readers write nothing and wait for nobody.
 *
 * Source: open addressing with linear probing, Knuth, "The art of computer programming", volume 3, section 6.4, algorithm L. That a slot
 * keeps its key for good, so that readers need no lock, is from Click's non-blocking hash map (JavaOne 2007). The two looks at STATE
 * around the value are those of a sequence lock (Lameter, "Effective synchronization on Linux/NUMA systems", Gelato 2005).
 * Differs: the table does not grow; a slot has a lock bit for whoever puts a value in; and a reader whose two looks differ does not
 * begin again: see below.
 *
 * Words (each group on a line of its own):
 *   MASK    slots - 1; constant after init
 *   NAP     always 0: something to sleep on
 *   SLOTS…  four words each, so that none straddles two lines; the fourth is unused
 *     KEY    0: never used; set once, by compare-and-swap, and never changed
 *     STATE  bit 0, LOCKED: somebody puts a value in. The bits above count: odd, PRESENT: the key is there; even: it is not. One more
 *            whenever that changes
 *     VALUE  written by who has set LOCKED
 *
 * Thread contract: any number of threads. Progress: get is wait-free; remove is lock-free, it passes a lock bit by; put waits for a put
 * of the same key, and for no other, hence `blocking`. A thread that dies in put holds up later puts of that key, and nobody else.
 *
 * Why a key has one slot: KEY words never go back to 0, so all who look for a key go the same way, and the first free slot on it is the
 * same for all: one compare-and-swap takes it, and who comes second finds the key there.
 * Why reading never begins again: where STATE is the same before and after the load of VALUE, the key was there all the time, and the value
 * is the one at that load. Where it is not, the key was removed in between, at least once, since a count that was odd changes to the
 * next even one only so: "not there" was true at that moment. A new value is stored before the count says that it is there; whoever sees it
 * too early finds the count changed.
 * Why remove may pass LOCKED by: it adds to the count, and put takes its bit back by subtraction, so neither loses the other's change. A
 * put that replaced what was removed meanwhile took effect just before; nobody has seen its value.
 * Wrap and ABA: a reader would be mistaken only if exactly 2^31 changes of one key between there and not there were made between its
 * two looks. A compare-and-swap of STATE that succeeds on an old count does what it should on the new one.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, MapSpec, Words } from '../contract.ts';
import { mix } from './_mix.ts';

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
  name: 'open-addressing',
  title: 'Open addressing, read without waiting',
  family: 'lock-free reads',
  reads: 'wait-free',
  refusals: 'in-flight',
  progress: 'blocking',
  useWhen:
    'several threads look keys up far more often than they change them, and how many keys there will ever be is known',
  restrictions: [
    'a key that was removed keeps its slot: the capacity counts all keys ever put in',
    'a put may be refused while another is in flight that takes the last slot',
    'fuller than a half to three quarters it is slow; a full one is gone through for every key that is not in it',
    'a put waits for a put of the same key, and behind a thread that dies there for ever',
    'two to four keys share a line of the cache, so that changing one disturbs readers of the others',
  ],
  sources: [
    { who: 'Knuth', year: 1998, what: 'The art of computer programming, volume 3, section 6.4' },
    { who: 'Click', year: 2007, what: 'A lock-free hash table, JavaOne' },
    { who: 'Lameter', year: 2005, what: 'Effective synchronization on Linux/NUMA systems' },
    { who: 'Appleby', year: 2011, what: 'MurmurHash3' },
  ],
  layout: { MASK, NAP, SLOTS, STATE_0, STATE_1 },
  freeRunning: ['STATE_0', 'STATE_1'],
  sizeWords: (capacitySlots) => SLOTS + (capacitySlots << SLOT_SHIFT),
  init,
  get,
  put,
  remove,
} satisfies MapSpec;
