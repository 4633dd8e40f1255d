/**
 * The object under the three-state mutex: each thread runs its own operations, one after another, and sleeps when that takes long.
 *
 * Source: Drepper, "Futexes are tricky", 2011, for the mutex (src/locks/futex.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…    the mutex, two lines
 *   OBJECT…  the object, see _object.ts; the holder's
 *
 * Line transfers of an operation: the mutex and the object, whenever another thread held it before.
 *
 * Thread contract: any number of threads. Progress: blocking; a holder that is descheduled holds up everybody. Fairness: none.
 */
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';
import { COUNT, OBJECT_WORDS, run } from './_object.ts';

const OBJECT: i32 = LOCK_WORDS;

export function init(words: Words, threads: i32): void {
  initLock(words, threads);
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  lock(words, self);
  const result = run(words, OBJECT, operation, argument); // LP in it. plain: ordered by the mutex
  unlock(words, self);
  return result;
}

export default {
  kind: 'delegation',
  name: 'inside-futex',
  title: 'Object under a three-state mutex',
  family: 'lock',
  runs: 'caller',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'in doubt: nothing is faster when one thread asks at a time, and it survives more threads than CPUs',
  restrictions: ['the object moves to the CPU of whoever asks', 'a thread may be overtaken for ever'],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { SPINS, OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => OBJECT + OBJECT_WORDS,
  init,
  execute,
} satisfies DelegationSpec;
