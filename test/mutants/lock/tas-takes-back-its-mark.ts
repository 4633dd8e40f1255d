/** tas with a time-out: a thread whose time is up undoes what its exchange has written, and frees the lock of another. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { nowNs } from '../../../src/atomics/clock.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;
const NAP: i32 = LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;

export function lock(words: Words, self: i32): i32 {
  let failed: i32 = 0;
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] exchange. Ends when its FREE is found here.
  while (Atomics.exchange(words, STATE, HELD) !== FREE) {
    failed = (failed + 1) | 0;
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return failed;
}

export function unlock(words: Words, self: i32): boolean {
  return Atomics.exchange(words, STATE, FREE) === HELD; // [release] pairs with lock's [acquire] exchange
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  const startNs = nowNs();
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] exchange. Ends when its FREE is found here, or with the time.
  while (Atomics.exchange(words, STATE, HELD) !== FREE) {
    if (((((nowNs() - startNs) | 0) / 1000) | 0) >= timeoutUs) {
      Atomics.store(words, STATE, FREE); // BROKEN: HELD was the holder's, too. [relaxed]
      return false;
    }
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return true;
}

export default {
  kind: 'lock',
  name: 'tas-takes-back-its-mark',
  twin: 'futex',
  caughtBy: 'time-out-exclusion',
  title: 'Test-and-set that takes back its mark',
  family: 'mutant',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'futex, broken' }],
  layout: { STATE, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  lock,
  unlock,
  lockFor,
} satisfies Mutant<LockSpec>;
