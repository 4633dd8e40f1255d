/** Maps. */
import type { Equivalents } from '../equivalents.ts';

export const MAPS: readonly Equivalents[] = [
  {
    path: 'src/structures/open-addressing.ts',
    reason: 'KEY is set once: whoever found one finds it again, and 0 is no key that is looked for.',
    mutants: ['claim read-late: found === key → Atomics.load(words, slot + KEY) === key'],
  },
  {
    path: 'src/structures/open-addressing.ts',
    reason:
      'Decides a moment later, still before the value is stored: who holds LOCKED may look at any time, as only a removal changes it.',
    mutants: [
      'lockSlot read-late: return (state & PRESENT) !== 0; → return (Atomics.load(words, slot + STATE) & PRESENT) !== 0;',
    ],
  },
  {
    path: 'src/structures/open-addressing.ts',
    reason: 'Looks at the first slot once more.',
    mutants: [
      'find shift-bound: tried <= mask → tried <= ((mask + 1) | 0)',
      'claim shift-bound: tried <= mask → tried <= ((mask + 1) | 0)',
    ],
  },
  {
    path: 'src/structures/open-addressing.ts',
    reason: 'Goes on through slots behind a free one, where the key is not: slower.',
    mutants: ['find drop-guard: if (found === UNUSED) return NONE; → if (found === UNUSED) {}'],
  },
  {
    path: 'src/structures/map-futex.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[MASK] = (capacitySlots - 1) | 0; → words[MASK] = (capacitySlots - 1) | 0; initLock(words, threads);',
    ],
  },
  {
    path: 'src/structures/map-futex.ts',
    reason: 'Looks at the first slot once more.',
    mutants: ['find shift-bound: tried <= mask → tried <= ((mask + 1) | 0)'],
  },
  {
    path: 'src/structures/_mix.ts',
    reason:
      'Scatters keys in another way, which finds them as well; test/conformance/map.test.ts compares it with the published one.',
    mutants: [
      'mix drop-mask: (x >> 16) & LOW_16 → (x >> 16)',
      'mix drop-mask: (x >> 16) & LOW_16 → (x >> 16) #2',
      'mix drop-mask: (x >> 13) & LOW_19 → (x >> 13)',
    ],
  },
];
