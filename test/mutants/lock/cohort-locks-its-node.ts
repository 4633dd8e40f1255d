/** A lock for each NUMA node, and none between the nodes: c-tkt-tkt without its global half. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NAP: i32 = 0;
const LINES: i32 = LINE_WORDS;

/** Relative to the line of a thread, which is the line of the node with the same number, too. */
const STATE: i32 = 0;
const NODE: i32 = 1;

const FREE: i32 = 0;
const HELD: i32 = 1;

export function setNode(words: Words, self: i32, node: i32): void {
  words[lineOf(self) + NODE] = node; // plain: not shared yet
}

function lineOf(number: i32): i32 {
  return (LINES + Math.imul(number, LINE_WORDS)) | 0;
}

function stateOf(words: Words, self: i32): i32 {
  return (lineOf(words[lineOf(self) + NODE]) + STATE) | 0; // plain: constant once shared
}

export function lock(words: Words, self: i32): i32 {
  const at = stateOf(words, self);
  let paused: i32 = 0;
  // BROKEN: keeps out the threads of this node only. [acquire] pairs with unlock's [release] exchange.
  while (Atomics.exchange(words, at, HELD) !== FREE) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  return Atomics.exchange(words, stateOf(words, self), FREE) === HELD; // [release] pairs with lock's [acquire] exchange
}

export default {
  kind: 'lock',
  name: 'cohort-locks-its-node',
  twin: 'c-tkt-tkt',
  caughtBy: 'nodes',
  title: 'Cohort lock without a lock between nodes',
  family: 'mutant',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'c-tkt-tkt, broken' }],
  layout: { NAP, LINES },
  freeRunning: [],
  sizeWords: (threads) => lineOf(threads),
  setNode,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
