/**
 * The object under a test-and-test-and-set lock with back-off: each thread runs its own operations, and whoever is turned away stays away
 * for longer and longer.
 *
 * Source: Anderson, "The performance of spin lock alternatives for shared-memory multiprocessors", IEEE TPDS 1(1), 1990, for the lock
 * (src/locks/ttas-backoff.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…    the lock, two lines
 *   OBJECT…  the object, see _object.ts; the holder's
 *
 * Line transfers of an operation: the lock and the object, whenever another thread held it before.
 *
 * Thread contract: any number of threads. Progress: blocking; a holder that is descheduled holds up everybody. Fairness: none; who has
 * waited longest looks most rarely.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { init as initLock, lock, unlock } from '../locks/ttas-backoff.ts';
import { COUNT, OBJECT_WORDS, run } from './_object.ts';

/** Behind all words of the lock. */
const OBJECT: i32 = 2 * LINE_WORDS;

export function init(words: Words, threads: i32): void {
  initLock(words, threads);
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  lock(words, self);
  const result = run(words, OBJECT, operation, argument); // LP in it. plain: ordered by the lock
  unlock(words, self);
  return result;
}

export default {
  kind: 'delegation',
  name: 'inside-ttas-backoff',
  title: 'Object under a test-and-test-and-set lock with back-off',
  family: 'lock',
  runs: 'caller',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'operations are short, each thread has a CPU, and throughput counts more than fairness',
  restrictions: ['the object moves to the CPU of whoever asks', 'a thread may be overtaken for ever'],
  sources: [
    {
      who: 'Anderson',
      year: 1990,
      what: 'The performance of spin lock alternatives for shared-memory multiprocessors',
      url: 'https://doi.org/10.1109/71.80120',
    },
  ],
  layout: { OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => OBJECT + OBJECT_WORDS,
  init,
  execute,
} satisfies DelegationSpec;
