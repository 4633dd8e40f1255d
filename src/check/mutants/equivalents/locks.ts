/** Locks with one word that all threads write. */
import type { Equivalents } from '../equivalents.ts';

export const LOCKS: readonly Equivalents[] = [
  {
    path: 'src/locks/ttas.ts',
    reason: 'While the lock is held its word does not change: nobody gets between the load and the store.',
    mutants: ['unlock split-update: Atomics.exchange(words, STATE, FREE) → updateInTwoSteps(words, STATE, FREE)'],
  },
  {
    path: 'src/locks/ttas.ts',
    reason: 'The read-modify-write behind it decides; the look before it only saves the line a journey.',
    mutants: [
      'tryLock drop-guard: if (Atomics.load(words, STATE) !== FREE) return false; → if (Atomics.load(words, STATE) !== FREE) {}',
    ],
  },
  {
    path: 'src/locks/ttas-backoff.ts',
    reason: 'While the lock is held its word does not change: nobody gets between the load and the store.',
    mutants: ['unlock split-update: Atomics.exchange(words, STATE, FREE) → updateInTwoSteps(words, STATE, FREE)'],
  },
  {
    path: 'src/locks/ttas-backoff.ts',
    reason: 'How long a thread stays away.',
    mutants: ['atMost shift-bound: value < most → value < ((most - 1) | 0)'],
  },
  {
    path: 'src/locks/ttas-backoff.ts',
    reason: 'The read-modify-write behind it decides; the look before it only saves the line a journey.',
    mutants: [
      'tryLock drop-guard: if (Atomics.load(words, STATE) !== FREE) return false; → if (Atomics.load(words, STATE) !== FREE) {}',
    ],
  },
  {
    path: 'src/locks/tas.ts',
    reason: 'While the lock is held its word does not change: nobody gets between the load and the store.',
    mutants: ['unlock split-update: Atomics.exchange(words, STATE, FREE) → updateInTwoSteps(words, STATE, FREE)'],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'PATIENCE is a guess: it says how long a thread looks before it sleeps.',
    mutants: [
      'learn drop-store: Atomics.store(words, PATIENCE, kept); → ;',
      'init drop-plain-write: words[PATIENCE] = MOST_LOOKS; → ;',
      'learn stored-value: Atomics.store(words, PATIENCE, kept) → Atomics.store(words, PATIENCE, (kept + 1) | 0)',
      'init plainly-stored-value: words[PATIENCE] = MOST_LOOKS → words[PATIENCE] = MOST_LOOKS + 1',
      'init plainly-stored-value: words[PATIENCE] = MOST_LOOKS → words[PATIENCE] = MOST_LOOKS - 1',
      'learn negate-equality: Atomics.load(words, PATIENCE) !== kept → Atomics.load(words, PATIENCE) === kept',
      'waitAndLock shift-bound: look < looks → look < ((looks - 1) | 0)',
      'learn shift-bound: looks < LEAST_LOOKS → looks < LEAST_LOOKS - 1',
      'learn shift-bound: looks > MOST_LOOKS → looks > MOST_LOOKS + 1',
      'learn compare-by-size: Atomics.load(words, PATIENCE) !== kept → Atomics.load(words, PATIENCE) > kept',
      'patience other-word: Atomics.load(words, PATIENCE) → Atomics.load(words, STATE)',
      'learn other-word: Atomics.load(words, PATIENCE) → Atomics.load(words, STATE)',
    ],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'A lock that says CONTENDED although nobody sleeps wakes in vain.',
    mutants: [
      'tryLock desired-value: Atomics.compareExchange(words, STATE, FREE, HELD) → Atomics.compareExchange(words, STATE, FREE, CONTENDED)',
    ],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason:
      'The look before the compare-and-swap only saves tries: those that are wrong fail, and who has tried often enough sleeps.',
    mutants: [
      'waitAndLock negate-equality: Atomics.load(words, STATE) === FREE → Atomics.load(words, STATE) !== FREE',
      'waitAndLock other-word: Atomics.load(words, STATE) → Atomics.load(words, PATIENCE)',
    ],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'With 0 µs it spins before it gives up; it does not sleep.',
    mutants: ['lockFor shift-bound: timeoutUs > 0 → timeoutUs >= 0'],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'Gives a limit of 1 µs up at once: less than a sleep can be timed.',
    mutants: [
      'lockFor shift-bound: timeoutUs > 0 → timeoutUs > 1',
      'waitAndLock shift-bound: leftUs <= 0 → leftUs <= 1',
    ],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'It returns -1 or at least 1: the try before it has failed.',
    mutants: [
      'lockFor shift-bound: waitAndLock(words, self, timeoutUs) >= 0 → waitAndLock(words, self, timeoutUs) > 0',
    ],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'A sleep of 0 µs more.',
    mutants: ['waitAndLock shift-bound: leftUs <= 0 → leftUs < 0'],
  },
  {
    path: 'src/locks/adaptive.ts',
    reason: 'How long a thread stays away.',
    mutants: ['stayAway shift-bound: i < STAY_AWAY → i < STAY_AWAY - 1'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'Ends the spinning later: a stale guess fails, and the loop behind it looks again.',
    mutants: ['waitAndLock drop-reload: state = Atomics.load(words, STATE); → ;'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'With 0 µs it spins before it gives up; it does not sleep.',
    mutants: ['lockFor shift-bound: timeoutUs > 0 → timeoutUs >= 0'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'Gives a limit of 1 µs up at once: less than a sleep can be timed.',
    mutants: [
      'lockFor shift-bound: timeoutUs > 0 → timeoutUs > 1',
      'waitAndLock shift-bound: leftUs <= 0 → leftUs <= 1',
    ],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'It returns -1 or at least 1: the try before it has failed.',
    mutants: [
      'lockFor shift-bound: waitAndLock(words, self, timeoutUs) >= 0 → waitAndLock(words, self, timeoutUs) > 0',
    ],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'A sleep of 0 µs more.',
    mutants: ['waitAndLock shift-bound: leftUs <= 0 → leftUs < 0'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'A compare-and-swap of a word for itself says whether it has changed, which park looks at anyway.',
    mutants: ['announce drop-guard: if ((state & CONTENDED) !== 0) return true; → if ((state & CONTENDED) !== 0) {}'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'Always wakes, in vain where nobody sleeps.',
    mutants: [
      'unlock drop-mask: Atomics.exchange(words, STATE, state & DIED) & CONTENDED → (Atomics.exchange(words, STATE, state & DIED))',
    ],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'The try fails only if somebody has got in since the look: the lock was not free, and false is right.',
    mutants: [
      'tryLock loop-once: while ((state & OWNER_MASK) === 0) { if (take(words, state, (self + 1) | 0)) return true; state = Atomics.load(words, STATE); } → if ((state & OWNER_MASK) === 0) { if (take(words, state, (self + 1) | 0)) return true; state = Atomics.load(words, STATE); }',
    ],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason: 'Where a holder has died the spinning is in vain: the loop behind it takes the lock.',
    mutants: ['waitAndLock drop-mask: state & OWNER_MASK → (state) #2'],
  },
  {
    path: 'src/locks/recoverable.ts',
    reason:
      'Gives up before its time, which no order of steps shows: the conformance suite measures that lockFor waits as long as asked.',
    mutants: ['waitAndLock drop-operand: leftUs <= 0 && timeoutUs !== FOR_EVER → (timeoutUs !== FOR_EVER)'],
  },
  {
    path: 'src/locks/futex.ts',
    reason: 'A lock that says CONTENDED although nobody sleeps wakes in vain.',
    mutants: [
      'tryLock desired-value: Atomics.compareExchange(words, STATE, FREE, HELD) → Atomics.compareExchange(words, STATE, FREE, CONTENDED)',
    ],
  },
  {
    path: 'src/locks/futex.ts',
    reason:
      'The look before the compare-and-swap only saves tries: those that are wrong fail, and who has tried often enough sleeps.',
    mutants: ['waitAndLock negate-equality: Atomics.load(words, STATE) === FREE → Atomics.load(words, STATE) !== FREE'],
  },
  {
    path: 'src/locks/futex.ts',
    reason: 'With 0 µs it spins before it gives up; it does not sleep.',
    mutants: ['lockFor shift-bound: timeoutUs > 0 → timeoutUs >= 0'],
  },
  {
    path: 'src/locks/futex.ts',
    reason: 'Gives a limit of 1 µs up at once: less than a sleep can be timed.',
    mutants: [
      'lockFor shift-bound: timeoutUs > 0 → timeoutUs > 1',
      'waitAndLock shift-bound: leftUs <= 0 → leftUs <= 1',
    ],
  },
  {
    path: 'src/locks/futex.ts',
    reason: 'It returns -1 or at least 1: the try before it has failed.',
    mutants: [
      'lockFor shift-bound: waitAndLock(words, self, timeoutUs) >= 0 → waitAndLock(words, self, timeoutUs) > 0',
    ],
  },
  {
    path: 'src/locks/futex.ts',
    reason: 'A sleep of 0 µs more.',
    mutants: ['waitAndLock shift-bound: leftUs <= 0 → leftUs < 0'],
  },
];
