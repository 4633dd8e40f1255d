/** Registers: a value of several words. */
import type { Equivalents } from '../equivalents.ts';

export const REGISTERS: readonly Equivalents[] = [
  {
    path: 'src/registers/left-right.ts',
    reason:
      'Readers that come later may hold up a writer, as long as they come: nothing is wrong with what is read, and a program ends.',
    mutants: [
      'writeFrom drop-store: Atomics.store(words, VERSION, version ^ 1); → ;',
      'writeFrom swap-accesses: awaitReaders(words, version ^ 1); Atomics.store(words, VERSION, version ^ 1); → Atomics.store(words, VERSION, version ^ 1); awaitReaders(words, version ^ 1);',
      'writeFrom swap-accesses: Atomics.store(words, VERSION, version ^ 1); awaitReaders(words, version); → awaitReaders(words, version); Atomics.store(words, VERSION, version ^ 1);',
    ],
  },
  {
    path: 'src/registers/left-right.ts',
    reason: 'Only the holder of the mutex writes VERSION, and that is the thread that reads it.',
    mutants: [
      'writeFrom swap-accesses: Atomics.store(words, CURRENT, other); const version = words[VERSION]; → const version = words[VERSION]; Atomics.store(words, CURRENT, other);',
    ],
  },
  {
    path: 'src/registers/left-right.ts',
    reason: 'A signature is whatever is not 0.',
    mutants: ['readInto stored-value: Atomics.store(words, indicator, 1) → Atomics.store(words, indicator, 2)'],
  },
  {
    path: 'src/registers/under-futex.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[VALUE_WORDS] = valueWords; → words[VALUE_WORDS] = valueWords; initLock(words, threads);',
    ],
  },
  {
    path: 'src/registers/under-rw-distributed.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[VALUE_AT] = lockWords(threads); → words[VALUE_AT] = lockWords(threads); initLock(words, threads);',
    ],
  },
  {
    path: 'src/registers/under-rw-distributed.ts',
    reason: 'The word before the value is padding.',
    mutants: [
      'init plainly-stored-value: words[VALUE_AT] = lockWords(threads) → words[VALUE_AT] = ((lockWords(threads)) - 1) | 0',
    ],
  },
];
