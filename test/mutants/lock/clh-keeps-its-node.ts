/** clh whose thread takes its own node again instead of its predecessor’s: the successor may still be looking at it. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const TAIL: i32 = 0;
const NAP: i32 = LINE_WORDS;
const SENTINEL: i32 = 2 * LINE_WORDS;
const NODES: i32 = 3 * LINE_WORDS;

const PASSED: i32 = 0;
const PENDING: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[TAIL] = SENTINEL; // plain: not shared yet
}

function nodeOf(thread: i32): i32 {
  return (NODES + Math.imul(thread, LINE_WORDS)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const node = nodeOf(self);
  words[node] = PENDING; // BROKEN: the successor may not have seen PASSED yet. plain, as in clh
  const predecessor = Atomics.exchange(words, TAIL, node); // [acq-rel] pairs with the exchanges before and after
  if (predecessor === node) return 0; // nobody has come since
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store. Ends when all earlier threads have left, if they stay away for long enough.
  while (Atomics.load(words, predecessor) === PENDING) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  Atomics.store(words, nodeOf(self), PASSED); // [release] pairs with lock's [acquire] load
  return true;
}

export default {
  kind: 'lock',
  name: 'clh-keeps-its-node',
  twin: 'clh',
  caughtBy: 'mutual-exclusion',
  title: 'CLH that keeps its node',
  family: 'mutant',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'clh, broken' }],
  layout: { TAIL, NAP, SENTINEL, NODES },
  freeRunning: [],
  sizeWords: (threads) => nodeOf(threads),
  init,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
