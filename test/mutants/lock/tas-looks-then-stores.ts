/** tas with its exchange taken apart: two threads that find the lock free both take it. The nap between is only to be sure of that. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;
const NAP: i32 = LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;

export function lock(words: Words, self: i32): i32 {
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] exchange. Ends when its FREE is found here.
  while (Atomics.load(words, STATE) !== FREE) paused = relax(words, NAP, paused, STAY_CLOSE);
  parkFor(words, NAP, 0, 1);
  Atomics.store(words, STATE, HELD); // BROKEN: it need not be free any more. [relaxed]
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  return Atomics.exchange(words, STATE, FREE) === HELD; // [release] pairs with lock's [acquire] exchange
}

export default {
  kind: 'lock',
  name: 'tas-looks-then-stores',
  twin: 'tas',
  caughtBy: 'mutual-exclusion',
  title: 'Test-and-set in two steps',
  family: 'mutant',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'tas, broken' }],
  layout: { STATE, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
