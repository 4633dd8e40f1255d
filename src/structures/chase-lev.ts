/**
 * The Chase-Lev work-stealing deque in a fixed array: its owner works at the bottom almost alone, thieves take from the top.
 *
 * Source: Chase & Lev, "Dynamic circular work-stealing deque", SPAA 2005; the memory orders are those of Lê, Pop, Cohen & Zappa
 * Nardelli, "Correct and efficient work-stealing for weak memory models", PPoPP 2013, figure 1.
 * Differs: the array does not grow; the counters are 32-bit and compared by difference; the owner remembers where it saw TOP last
 * (TOP_SEEN), as the rings with cached indices do. So a push is one atomic store and loads nothing that thieves write, and a pop that
 * knows of one item at most leaves BOTTOM alone: who gets a last item is settled by the compare-and-swap of TOP in any case, and after it
 * TOP is BOTTOM, which says "empty". The papers lower BOTTOM first and raise it again: two stores more. That is needed only where the
 * owner means to take an item *without* asking for TOP, because others are above it.
 *
 * Words (each group on a line of its own):
 *   TOP       position of the oldest item; raised by one for each item taken there, by compare-and-swap, and never lowered
 *   BOTTOM    position behind the youngest item; written by the owner
 *   TOP_SEEN  what the owner saw in TOP last: at most TOP, and at least BOTTOM - capacity
 *   MASK      capacity - 1; constant after init
 *   SLOTS…    the items; position p uses slot p & MASK; written by the owner
 *
 * Thread contract: one owner calls pushBottom and popBottom; any number of thieves call steal. The owner may steal, too.
 * Progress: lock-free. Every call ends after a few steps; a steal that says -1 has met another that took an item. Order: the owner takes
 * the youngest item, thieves the oldest.
 *
 * Why the items are stored plainly: a thief loads the slot before it knows whether the item is its own, so the owner may overwrite the slot
 * meanwhile, for a position one lap further on. Then the thief's compare-and-swap fails, and what it read is thrown away: the owner
 * overwrites only after it has seen TOP beyond the thief's position, and TOP goes beyond it once. Nor can a successful thief have read
 * too new a value by a reordering: its load comes before its own compare-and-swap, that is the one which the owner saw ([acquire]), and
 * the owner's store comes after: the load happens before the store. The race is with thieves who lose, and neither ECMA-262 nor WebAssembly
 * gives a race any other consequence than an old or a new word. An atomic store there would cost as much as the one that publishes.
 * Wrap and ABA: 0 <= BOTTOM - TOP <= capacity <= 2^28 but for the moment in which a pop has gone one too far, so 32-bit differences are
 * exact. A steal would be mistaken only if exactly 2^32 items were taken between its load of TOP and its compare-and-swap.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DequeSpec, i32, Words } from '../contract.ts';

const TOP: i32 = 0;
const BOTTOM: i32 = LINE_WORDS;
const TOP_SEEN: i32 = 2 * LINE_WORDS;
const MASK: i32 = 3 * LINE_WORDS;
const SLOTS: i32 = 4 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  words[MASK] = (capacitySlots - 1) | 0; // plain: not shared yet
}

export function pushBottom(words: Words, value: i32): boolean {
  const bottom = words[BOTTOM]; // plain: only the owner writes BOTTOM
  const mask = words[MASK]; // plain: constant after init
  // plain: TOP_SEEN is the owner's own
  if (((bottom - words[TOP_SEEN]) | 0) > mask) {
    // [acquire] thieves have done with the slots below TOP; pairs with the [release] compare-and-swap of steal. LP when full.
    const top = Atomics.load(words, TOP);
    words[TOP_SEEN] = top; // plain: the owner's own
    if (((bottom - top) | 0) > mask) return false;
  }
  words[SLOTS + (bottom & mask)] = value; // plain: published by the store of BOTTOM; thieves that come too late see above
  // LP. [release] publishes the slot; pairs with steal's [acquire] load of BOTTOM
  Atomics.store(words, BOTTOM, (bottom + 1) | 0);
  return true;
}

export function popBottom(words: Words, into: Words, at: i32): boolean {
  const bottom = words[BOTTOM]; // plain: only the owner writes BOTTOM
  const last = (bottom - 1) | 0;
  const known = (bottom - words[TOP_SEEN]) | 0; // plain: the owner's own. There are no more than this, perhaps fewer.
  if (known === 0) return false; // LP: at any time in the call, as only the owner puts in
  if (known > 1) {
    // [seq-cst] Dekker with steal: BOTTOM before the load of TOP here, TOP before BOTTOM there. Whoever sees TOP at `last` from now on
    // sees this, too, and goes away. LP where an item is taken without asking, or by the thief who came before.
    Atomics.store(words, BOTTOM, last);
    const top = Atomics.load(words, TOP); // [seq-cst] as above
    words[TOP_SEEN] = top; // plain: the owner's own
    if (((last - top) | 0) > 0) {
      into[at] = words[SLOTS + (last & words[MASK])]; // plain: the owner's own store; constant after init
      return true;
    }
  }
  // LP. [acq-rel] success: TOP was at `last`, so the last item is ours. Failure: a thief has taken it, since TOP was at most `last` when
  // this call began or is beyond it for good. Pairs with steal's compare-and-swap.
  const isMine = Atomics.compareExchange(words, TOP, last, bottom) === last;
  words[TOP_SEEN] = bottom; // plain: the owner's own. TOP is there now, whoever put it there.
  // [release] as in pushBottom, and not before the compare-and-swap: a thief that comes later would get what an earlier one missed.
  if (known > 1) Atomics.store(words, BOTTOM, bottom);
  if (isMine) into[at] = words[SLOTS + (last & words[MASK])]; // plain: as above
  return isMine;
}

export function steal(words: Words, self: i32, into: Words, at: i32): i32 {
  const top = Atomics.load(words, TOP); // [seq-cst] Dekker with popBottom, see there
  // [seq-cst] as above; [acquire] sees the item; pairs with pushBottom's [release] store of BOTTOM. LP when empty.
  if (((Atomics.load(words, BOTTOM) - top) | 0) <= 0) return 0;
  // [relaxed] [racy: SLOTS] the owner may be overwriting it: then the compare-and-swap fails. plain: MASK is constant after init.
  const item = Atomics.load(words, SLOTS + (top & words[MASK]));
  // LP. [seq-cst] success: nobody took the item since the load of TOP, so `item` was still it. Pairs with the owner's load and
  // compare-and-swap of TOP. A failure proves that another thread has taken an item.
  if (Atomics.compareExchange(words, TOP, top, (top + 1) | 0) !== top) return -1;
  into[at] = item;
  return 1;
}

export default {
  kind: 'deque',
  name: 'chase-lev',
  title: 'Chase-Lev work-stealing deque',
  family: 'lock-free',
  lastItem: 'compare-exchange',
  progress: 'lock-free',
  useWhen: 'each thread has work of its own to put aside and take up again, and others help when they have none',
  restrictions: [
    'one thread owns the bottom: only it puts in, and takes out there',
    'holds no more than its capacity: the array does not grow',
    'a steal may lose its race again and again, as long as others win theirs',
  ],
  sources: [
    { who: 'Chase & Lev', year: 2005, what: 'Dynamic circular work-stealing deque, SPAA' },
    {
      who: 'Lê, Pop, Cohen & Zappa Nardelli',
      year: 2013,
      what: 'Correct and efficient work-stealing for weak memory models, PPoPP',
    },
  ],
  layout: { TOP, BOTTOM, TOP_SEEN, MASK, SLOTS },
  freeRunning: ['TOP', 'BOTTOM', 'TOP_SEEN'],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  pushBottom,
  popBottom,
  steal,
} satisfies DequeSpec;
