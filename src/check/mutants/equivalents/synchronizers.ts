/** Semaphores, conditions, latches, and what is done once. */
import type { Equivalents } from '../equivalents.ts';

export const SYNCHRONIZERS: readonly Equivalents[] = [
  {
    path: 'src/atomics/synchronizers/semaphore.ts',
    reason: 'WAITERS is then too large: release wakes in vain.',
    mutants: [
      'acquire drop-update: Atomics.sub(words, WAITERS, 1); → ;',
      'acquire stored-value: Atomics.add(words, WAITERS, 1) → Atomics.add(words, WAITERS, 2)',
      'acquire stored-value: Atomics.sub(words, WAITERS, 1) → Atomics.sub(words, WAITERS, 0)',
    ],
  },
  {
    path: 'src/atomics/synchronizers/semaphore.ts',
    reason: 'Where PERMITS is 0 again, another thread has taken the permit, and nobody need be woken for it.',
    mutants: ['release other-word: Atomics.load(words, WAITERS) → Atomics.load(words, PERMITS)'],
  },
  {
    path: 'src/atomics/synchronizers/semaphore.ts',
    reason: 'Looks again and again instead of sleeping: the conformance suite sees threads asleep.',
    mutants: ['acquire park-expected: park(words, PERMITS, 0) → park(words, PERMITS, -1)'],
  },
  {
    path: 'src/atomics/synchronizers/condition.ts',
    reason: 'How long a thread looks before it sleeps: park looks again, and awaitNotified may return early.',
    mutants: [
      'awaitNotified negate-equality: Atomics.load(words, SEQUENCE) !== seen → Atomics.load(words, SEQUENCE) === seen',
      'awaitNotified compare-by-size: Atomics.load(words, SEQUENCE) !== seen → Atomics.load(words, SEQUENCE) > seen',
      'awaitNotified drop-guard: if (Atomics.load(words, SEQUENCE) !== seen) return; → if (Atomics.load(words, SEQUENCE) !== seen) {}',
      'awaitNotified other-word: Atomics.load(words, SEQUENCE) → Atomics.load(words, WAITERS)',
    ],
  },
  {
    path: 'src/atomics/synchronizers/latch.ts',
    reason: 'AWAITED only has to be something else than 0.',
    mutants: ['awaitOpen stored-value: Atomics.store(words, AWAITED, 1) → Atomics.store(words, AWAITED, 2)'],
  },
  {
    path: 'src/atomics/synchronizers/latch.ts',
    reason: 'Looks again and again instead of sleeping: the conformance suite sees threads asleep.',
    mutants: ['awaitOpen park-expected: park(words, COUNT, left) → park(words, COUNT, (left + 1) | 0)'],
  },
  {
    path: 'src/atomics/synchronizers/latch.ts',
    reason: 'How long a thread looks before it sleeps: the loop behind it looks again.',
    mutants: ['awaitOpen drop-guard: if (isOpen(words)) return; → if (isOpen(words)) {}'],
  },
  {
    path: 'src/atomics/synchronizers/latch.ts',
    reason: 'Wakes in vain.',
    mutants: [
      'countDown drop-operand: left === 1 && Atomics.load(words, AWAITED) !== 0 → (left === 1)',
      'countDown drop-operand: left === 1 && Atomics.load(words, AWAITED) !== 0 → (Atomics.load(words, AWAITED) !== 0)',
    ],
  },
  {
    path: 'src/atomics/synchronizers/once.ts',
    reason:
      'park returns at once where nobody has said before that somebody sleeps: one round more before this thread does.',
    mutants: [
      'begin swap-accesses: Atomics.compareExchange(words, STATE, RUNNING, AWAITED); park(words, STATE, AWAITED); → park(words, STATE, AWAITED); Atomics.compareExchange(words, STATE, RUNNING, AWAITED);',
    ],
  },
];
