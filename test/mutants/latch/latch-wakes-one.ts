/** latch that wakes one of those who wait. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { i32, LatchSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const AWAITED: i32 = LINE_WORDS;

export function init(words: Words, count: i32): void {
  words[COUNT] = count; // plain: not shared yet
}

export function countDown(words: Words, self: i32): void {
  const left = Atomics.sub(words, COUNT, 1); // [seq-cst] pairs with the loads of COUNT; Dekker
  // BROKEN: several may be asleep. [seq-cst] Dekker
  if (left === 1 && Atomics.load(words, AWAITED) !== 0) wake(words, COUNT, 1);
}

export function awaitOpen(words: Words, self: i32): void {
  let left: i32 = Atomics.load(words, COUNT); // [acquire] pairs with countDown's sub
  // Ends when all has been counted down.
  while (left > 0) {
    Atomics.store(words, AWAITED, 1); // [seq-cst] Dekker: AWAITED before park's look at COUNT
    park(words, COUNT, left);
    left = Atomics.load(words, COUNT); // [acquire] as above
  }
}

export function isOpen(words: Words): boolean {
  return Atomics.load(words, COUNT) <= 0; // [acquire] pairs with countDown's sub
}

export default {
  kind: 'latch',
  name: 'latch-wakes-one',
  twin: 'latch',
  caughtBy: 'wake-up',
  title: 'Latch that wakes one',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'latch, broken' }],
  layout: { COUNT, AWAITED },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  init,
  countDown,
  awaitOpen,
  isOpen,
} satisfies Mutant<LatchSpec>;
