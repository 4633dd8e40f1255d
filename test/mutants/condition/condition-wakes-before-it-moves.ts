/** condition whose notifyOne looks for waiters first: who comes between the look and the move sleeps on. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { ConditionSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;
const WAITERS: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function prepareWait(words: Words, self: i32): i32 {
  return Atomics.load(words, SEQUENCE); // [relaxed]
}

export function awaitNotified(words: Words, self: i32, seen: i32): void {
  parkFor(words, NAP, 0, 1); // to be sure that somebody notifies meanwhile
  Atomics.add(words, WAITERS, 1); // [seq-cst]
  park(words, SEQUENCE, seen);
  Atomics.sub(words, WAITERS, 1); // [relaxed]
}

export function notifyOne(words: Words, self: i32): void {
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, 1); // BROKEN: too soon. [seq-cst]
  parkFor(words, NAP, 0, 200); // to be sure that somebody goes to sleep meanwhile
  Atomics.add(words, SEQUENCE, 1); // [seq-cst]
}

export function notifyAll(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // [seq-cst] Dekker: SEQUENCE before the look at WAITERS
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, EVERYBODY); // [seq-cst] Dekker
}

export default {
  kind: 'condition',
  name: 'condition-wakes-before-it-moves',
  twin: 'condition',
  caughtBy: 'notify-one',
  title: 'Condition that wakes before it moves',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'condition, broken' }],
  layout: { SEQUENCE, WAITERS, NAP },
  freeRunning: ['SEQUENCE'],
  sizeWords: () => 3 * LINE_WORDS,
  prepareWait,
  awaitNotified,
  notifyOne,
  notifyAll,
} satisfies Mutant<ConditionSpec>;
