/** mcs whose unlock does not wait for a successor that has taken the tail and not linked itself yet: nobody will call it. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
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
  parkFor(words, NAP, 0, 1); // to be sure that the predecessor leaves meanwhile
  Atomics.store(words, predecessor + LINK, node); // [release] pairs with unlock's [acquire] load of LINK
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store of STATE. Ends when all earlier threads have left.
  while (Atomics.load(words, node + STATE) !== HOLDING) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const node = nodeOf(self);
  // [release] pairs with lock's [acq-rel] exchange: the queue is empty.
  if (Atomics.compareExchange(words, TAIL, node, NONE) === node) return true;
  const successor = Atomics.load(words, node + LINK); // [acquire] pairs with lock's [release] store of LINK
  // BROKEN: NONE does not mean that nobody comes. [release] pairs with lock's [acquire] load of STATE
  if (successor !== NONE) Atomics.store(words, successor + STATE, HOLDING);
  return true;
}

export default {
  kind: 'lock',
  name: 'mcs-forgets-late-successor',
  twin: 'mcs',
  caughtBy: 'mutual-exclusion',
  title: 'MCS that forgets a late successor',
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
