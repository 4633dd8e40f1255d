/**
 * The object under the MCS lock: each thread runs its own operations, in the order in which they came, and waits on a line of its own.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1), 1991, for
 * the lock (src/locks/mcs.ts). Differs: the lock's first nodes are nobody's, and the object lies where they would be.
 *
 * Words (each group on a line of its own):
 *   LOCK…    the lock but for its nodes, two lines
 *   OBJECT…  the object, see _object.ts; the holder's. OBJECT_LINES lines, where the lock has as many nodes
 *   NODES…   the callers' nodes, a line each: that of caller `self` is the lock's node `self` + OBJECT_LINES
 *
 * Line transfers of an operation: the node of whoever waits, TAIL and the object, whenever another thread held the lock before.
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Misuse: two threads with one number are not kept apart; a number that is too large writes behind the structure.
 * Progress: blocking; a holder, or who comes next, that is descheduled holds up everybody. Fairness: FIFO.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { lock, unlock } from '../locks/mcs.ts';
import { COUNT, OBJECT_LINES, OBJECT_WORDS, run } from './_object.ts';

/** The lock's first node. */
const OBJECT: i32 = 2 * LINE_WORDS;
const NODES: i32 = OBJECT + OBJECT_WORDS;

export function init(words: Words, threads: i32): void {} // zeroed words are a free lock and an empty object

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  const node = (self + OBJECT_LINES) | 0;
  lock(words, node);
  const result = run(words, OBJECT, operation, argument); // LP in it. plain: ordered by the lock
  unlock(words, node);
  return result;
}

export default {
  kind: 'delegation',
  name: 'inside-mcs',
  title: 'Object under an MCS lock',
  family: 'lock',
  runs: 'caller',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'many threads ask at once, each has a CPU, and no thread should work for another',
  restrictions: [
    'each number belongs to one thread',
    'the object moves to the CPU of whoever asks',
    'a thread without a CPU holds up everybody behind it',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { OBJECT, COUNT: OBJECT + COUNT, NODES },
  freeRunning: ['COUNT'],
  sizeWords: (threads) => NODES + threads * LINE_WORDS,
  init,
  execute,
} satisfies DelegationSpec;
