/** mcs whose last thread leaves its node at the tail: whoever comes next queues up behind a thread that has left. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const TAIL: i32 = 0;
const NAP: i32 = LINE_WORDS;
const NODES: i32 = 2 * LINE_WORDS;

/** Relative to the node. */
const LINK: i32 = 0;
const STATE: i32 = 1;

const NONE: i32 = 0;
const WAITING: i32 = 1;
const HOLDING: i32 = 2;

function nodeOf(thread: i32): i32 {
  return (NODES + Math.imul(thread, LINE_WORDS)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const node = nodeOf(self);
  words[node + LINK] = NONE; // plain: the node is in no queue
  words[node + STATE] = WAITING; // plain: likewise
  const predecessor = Atomics.exchange(words, TAIL, node); // [acq-rel] pairs with the exchanges before and after
  if (predecessor === NONE) return 0;
  Atomics.store(words, predecessor + LINK, node); // [release] pairs with unlock's [acquire] load of LINK
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store of STATE. Ends when all earlier threads have left.
  while (Atomics.load(words, node + STATE) !== HOLDING) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const successor = Atomics.load(words, nodeOf(self) + LINK); // [acquire] pairs with lock's [release] store of LINK
  // BROKEN: with no successor TAIL must become NONE. [release] pairs with lock's [acquire] load of STATE
  if (successor !== NONE) Atomics.store(words, successor + STATE, HOLDING);
  return true;
}

export default {
  kind: 'lock',
  name: 'mcs-keeps-the-tail',
  twin: 'mcs',
  caughtBy: 'take-and-leave',
  title: 'MCS that keeps the tail',
  family: 'mutant',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'mcs, broken' }],
  layout: { TAIL, NAP, NODES },
  freeRunning: [],
  sizeWords: (threads) => nodeOf(threads),
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
