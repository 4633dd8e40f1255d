/** condition that says it sleeps, and always returns early. */

import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import type { ConditionSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;

export function prepareWait(words: Words, self: i32): i32 {
  return Atomics.load(words, SEQUENCE); // [relaxed]
}

export function awaitNotified(words: Words, self: i32, seen: i32): void {
  pause(); // BROKEN: whoever waits for long keeps its CPU busy
}

export function notifyOne(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // [relaxed]
}

export function notifyAll(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // [relaxed]
}

export default {
  kind: 'condition',
  name: 'condition-never-sleeps',
  twin: 'condition',
  caughtBy: 'sleeps',
  title: 'Condition that never sleeps',
  family: 'mutant',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'condition, broken' }],
  layout: { SEQUENCE },
  freeRunning: ['SEQUENCE'],
  sizeWords: () => LINE_WORDS,
  prepareWait,
  awaitNotified,
  notifyOne,
  notifyAll,
} satisfies Mutant<ConditionSpec>;
