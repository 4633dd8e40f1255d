/** Deques. */
import type { Equivalents } from '../equivalents.ts';

export const DEQUES: readonly Equivalents[] = [
  {
    path: 'src/structures/chase-lev.ts',
    reason:
      'An older TOP_SEEN is as right: the owner looks at TOP more often. Goes wrong only 2³¹ positions later: more than any check goes through.',
    mutants: [
      'pushBottom drop-plain-write: words[TOP_SEEN] = top; → ;',
      'popBottom drop-plain-write: words[TOP_SEEN] = top; → ;',
      'popBottom drop-plain-write: words[TOP_SEEN] = bottom; → ;',
      'pushBottom shift-bound: ((bottom - words[TOP_SEEN]) | 0) > mask → ((bottom - words[TOP_SEEN]) | 0) >= mask',
    ],
  },
  {
    path: 'src/structures/chase-lev.ts',
    reason:
      "Moves a word of the owner's own, or one that only the owner writes and that holds the same already, past the other.",
    mutants: [
      'popBottom publish-before-payload: words[TOP_SEEN] = bottom; if (known > 1) Atomics.store(words, BOTTOM, bottom); → if (known > 1) Atomics.store(words, BOTTOM, bottom); words[TOP_SEEN] = bottom;',
      'popBottom swap-accesses: const isMine = Atomics.compareExchange(words, TOP, last, bottom) === last; words[TOP_SEEN] = bottom; → words[TOP_SEEN] = bottom; const isMine = Atomics.compareExchange(words, TOP, last, bottom) === last;',
      'popBottom swap-accesses: if (known > 1) Atomics.store(words, BOTTOM, bottom); if (isMine) into[at] = words[SLOTS + (last & words[MASK])]; → if (isMine) into[at] = words[SLOTS + (last & words[MASK])]; if (known > 1) Atomics.store(words, BOTTOM, bottom);',
    ],
  },
  {
    path: 'src/structures/chase-lev.ts',
    reason: 'BOTTOM is lower by one then, which is an older TOP_SEEN: as right, and slower.',
    mutants: ['popBottom read-late: words[TOP_SEEN] = bottom → words[TOP_SEEN] = words[BOTTOM]'],
  },
  {
    path: 'src/structures/chase-lev.ts',
    reason: 'Stores in BOTTOM what is there already.',
    mutants: ['popBottom shift-bound: known > 1 → known >= 1 #2'],
  },
  {
    path: 'src/structures/chase-lev.ts',
    reason: 'Asks TOP what it knows: the compare-and-swap fails where nothing is inside.',
    mutants: ['popBottom drop-guard: if (known === 0) return false; → if (known === 0) {}'],
  },
  {
    path: 'src/structures/deque-futex.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[MASK] = (capacitySlots - 1) | 0; → words[MASK] = (capacitySlots - 1) | 0; initLock(words, threads);',
    ],
  },
  {
    path: 'src/structures/deque-futex.ts',
    reason: 'Only the owner writes BOTTOM, and this is the owner.',
    mutants: [
      'pushBottom swap-accesses: lock(words, OWNER); const bottom = words[BOTTOM]; → const bottom = words[BOTTOM]; lock(words, OWNER);',
      'popBottom swap-accesses: lock(words, OWNER); const bottom = words[BOTTOM]; → const bottom = words[BOTTOM]; lock(words, OWNER);',
    ],
  },
];
