/** park whose advance looks for waiters first: who comes between the look and the advance sleeps on. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  if (Atomics.load(words, WAITERS) !== 0) wake(words, COUNT, EVERYBODY); // BROKEN: too soon. [seq-cst]
  parkFor(words, NAP, 0, 1); // to be sure that somebody comes meanwhile
  Atomics.add(words, COUNT, 1); // [seq-cst] pairs with awaitCount's loads of COUNT
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let seen: i32 = Atomics.load(words, COUNT); // [acquire] pairs with advance's add of COUNT
  // Ends when the count has come that far.
  while (((seen - count) | 0) < 0) {
    Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before park's look at COUNT
    park(words, COUNT, seen);
    Atomics.sub(words, WAITERS, 1); // [relaxed]
    seen = Atomics.load(words, COUNT); // [acquire] pairs with advance's add of COUNT
  }
}

export default {
  kind: 'eventcount',
  name: 'park-wakes-before-it-advances',
  twin: 'park',
  caughtBy: 'wake-up',
  title: 'Wakes before it advances',
  family: 'mutant',
  waiting: 'park',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'park, broken' }],
  layout: { COUNT, WAITERS, NAP },
  freeRunning: ['COUNT'],
  sizeWords: () => 3 * LINE_WORDS,
  advance,
  awaitCount,
} satisfies Mutant<EventcountSpec>;
