/** latch that says it sleeps, and looks again and again. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, LatchSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;

export function init(words: Words, count: i32): void {
  words[COUNT] = count; // plain: not shared yet
}

export function countDown(words: Words, self: i32): void {
  Atomics.sub(words, COUNT, 1); // [release] pairs with isOpen's load
}

export function awaitOpen(words: Words, self: i32): void {
  while (!isOpen(words)) pause(); // BROKEN: whoever waits for long keeps its CPU busy
}

export function isOpen(words: Words): boolean {
  return Atomics.load(words, COUNT) <= 0; // [acquire] pairs with countDown's sub
}

export default {
  kind: 'latch',
  name: 'latch-never-sleeps',
  twin: 'latch',
  caughtBy: 'sleeps',
  title: 'Latch that never sleeps',
  family: 'mutant',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'latch, broken' }],
  layout: { COUNT },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  init,
  countDown,
  awaitOpen,
  isOpen,
} satisfies Mutant<LatchSpec>;
