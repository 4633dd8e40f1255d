/** Registers that use copies again when nobody can reach them. */
import type { Equivalents } from '../equivalents.ts';

export const RECLAIMING_REGISTERS: readonly Equivalents[] = [
  {
    path: 'src/registers/epoch.ts',
    reason: 'Not shared yet: the order does not matter.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[VALUE_WORDS] = valueWords; → words[VALUE_WORDS] = valueWords; initLock(words, threads);',
    ],
  },
  {
    path: 'src/registers/epoch.ts',
    reason: "The first copy begins a word earlier, which is padding of the last reader's line.",
    mutants: [
      'init plainly-stored-value: words[FIRST] = readerOf(threads) → words[FIRST] = ((readerOf(threads)) - 1) | 0',
    ],
  },
  {
    path: 'src/registers/epoch.ts',
    reason: 'Never equal: an announced epoch has READING set, and the other one has not.',
    mutants: ['awaitReader shift-bound: ((announced - oldest) | 0) >= 0 → ((announced - oldest) | 0) > 0'],
  },
  {
    path: 'src/registers/hazard.ts',
    reason: 'Behind the last copy is the hazard of thread 0: FREE is the place of no copy, so it is like none.',
    mutants: ['init shift-bound: copy < end → copy <= end'],
  },
  {
    path: 'src/registers/hazard.ts',
    reason: 'The last copy begins at least a line before the end.',
    mutants: ['init shift-bound: copy < end → copy < ((end - 1) | 0)'],
  },
  {
    path: 'src/registers/snapshot.ts',
    reason: "The thread's own word, which nobody else looks at.",
    mutants: [
      'writeFrom read-late: words[cursor] = (nth + 1) & (EACH - 1) → words[cursor] = (words[cursor] + 1) & (EACH - 1)',
      'writeFrom swap-accesses: Atomics.store(words, ROOT, copy); words[cursor] = (nth + 1) & (EACH - 1); → words[cursor] = (nth + 1) & (EACH - 1); Atomics.store(words, ROOT, copy);',
    ],
  },
  {
    path: 'src/registers/snapshot.ts',
    reason: 'STAMP only has to change.',
    mutants: [
      'writeFrom stored-value: Atomics.store(words, copy + STAMP, (words[copy + STAMP] + 1) | 0) → Atomics.store(words, copy + STAMP, (((words[copy + STAMP] + 1) | 0) + 1) | 0)',
    ],
  },
  {
    path: 'src/registers/snapshot.ts',
    reason: "Each cursor is then the next word of its thread's line.",
    mutants: [
      'init plainly-stored-value: words[CURSORS] = copyOf(threads, 0, stride) → words[CURSORS] = ((copyOf(threads, 0, stride)) + 1) | 0',
    ],
  },
];
