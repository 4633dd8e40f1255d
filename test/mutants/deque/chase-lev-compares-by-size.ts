/** chase-lev whose thieves compare positions by size, not by difference. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { DequeSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

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
  if (Atomics.load(words, BOTTOM) <= top) return 0; // BROKEN: they wrap
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
  name: 'chase-lev-compares-by-size',
  twin: 'chase-lev',
  caughtBy: 'wrap',
  title: 'Chase-Lev, compared by size',
  family: 'mutant',
  lastItem: 'compare-exchange',
  progress: 'lock-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'chase-lev, broken' }],
  layout: { TOP, BOTTOM, TOP_SEEN, MASK, SLOTS },
  freeRunning: ['TOP', 'BOTTOM', 'TOP_SEEN'],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  pushBottom,
  popBottom,
  steal,
} satisfies Mutant<DequeSpec>;
