/**
 * The object under the ticket lock: each thread runs its own operations, in the order in which they came; all who wait look at one word.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1), 1991, for
 * the lock (src/locks/ticket.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…    the lock, three lines
 *   OBJECT…  the object, see _object.ts; the holder's
 *
 * Line transfers of an operation: the lock's two lines and the object, whenever another thread held it before.
 *
 * Thread contract: any number of threads. Progress: blocking; a holder, or who comes next, that is descheduled holds up everybody.
 * Fairness: FIFO.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { lock, unlock } from '../locks/ticket.ts';
import { COUNT, OBJECT_WORDS, run } from './_object.ts';

/** Behind all words of the lock. */
const OBJECT: i32 = 3 * LINE_WORDS;

export function init(words: Words, threads: i32): void {} // zeroed words are a free lock and an empty object

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  lock(words, self);
  const result = run(words, OBJECT, operation, argument); // LP in it. plain: ordered by the lock
  unlock(words, self);
  return result;
}

export default {
  kind: 'delegation',
  name: 'inside-ticket',
  title: 'Object under a ticket lock',
  family: 'lock',
  runs: 'caller',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'the order of arrival must hold, few threads ask at once, and each has a CPU',
  restrictions: ['the object moves to the CPU of whoever asks', 'a thread without a CPU holds up everybody behind it'],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => OBJECT + OBJECT_WORDS,
  init,
  execute,
} satisfies DelegationSpec;
