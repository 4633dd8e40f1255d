/** condition whose thread reads the sequence when it has unlocked: it may have been notified already, and sleeps on. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { ConditionSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function prepareWait(words: Words, self: i32): i32 {
  return Atomics.load(words, SEQUENCE); // [relaxed]
}

export function awaitNotified(words: Words, self: i32, seen: i32): void {
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before park's look at SEQUENCE
  const late = Atomics.load(words, SEQUENCE); // BROKEN: it may have moved since the lock was left. [relaxed]
  park(words, SEQUENCE, late);
  Atomics.sub(words, WAITERS, 1); // [relaxed]
}

export function notifyOne(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // [seq-cst] Dekker: SEQUENCE before the look at WAITERS
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, 1); // [seq-cst] Dekker
}

export function notifyAll(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // [seq-cst] Dekker: SEQUENCE before the look at WAITERS
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, EVERYBODY); // [seq-cst] Dekker
}

export default {
  kind: 'condition',
  name: 'condition-reads-late',
  twin: 'condition',
  caughtBy: 'notified',
  title: 'Condition that reads the sequence late',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'condition, broken' }],
  layout: { SEQUENCE, WAITERS },
  freeRunning: ['SEQUENCE'],
  sizeWords: () => 2 * LINE_WORDS,
  prepareWait,
  awaitNotified,
  notifyOne,
  notifyAll,
} satisfies Mutant<ConditionSpec>;
