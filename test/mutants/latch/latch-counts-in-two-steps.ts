/** latch that counts in two steps: what others count down between the load and the store is lost. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { i32, LatchSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const AWAITED: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words, count: i32): void {
  words[COUNT] = count; // plain: not shared yet
}

export function countDown(words: Words, self: i32): void {
  const left = Atomics.load(words, COUNT); // [relaxed]
  parkFor(words, NAP, 0, 1); // to be sure that somebody comes meanwhile
  Atomics.store(words, COUNT, (left - 1) | 0); // BROKEN: others may have counted down. [seq-cst] pairs with the loads of COUNT
  if (left === 1 && Atomics.load(words, AWAITED) !== 0) wake(words, COUNT, EVERYBODY); // [seq-cst] Dekker
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
  name: 'latch-counts-in-two-steps',
  twin: 'latch',
  caughtBy: 'all-pass',
  title: 'Latch that counts in two steps',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'latch, broken' }],
  layout: { COUNT, AWAITED, NAP },
  freeRunning: [],
  sizeWords: () => 3 * LINE_WORDS,
  init,
  countDown,
  awaitOpen,
  isOpen,
} satisfies Mutant<LatchSpec>;
