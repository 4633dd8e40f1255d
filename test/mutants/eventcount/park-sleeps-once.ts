/** park without its loop: whoever is woken for an earlier count goes on. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // [seq-cst] Dekker: COUNT before WAITERS; pairs with awaitCount
  if (Atomics.load(words, WAITERS) !== 0) wake(words, COUNT, EVERYBODY); // [seq-cst] Dekker, likewise
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  const seen = Atomics.load(words, COUNT); // [acquire] pairs with advance's add of COUNT
  if (((seen - count) | 0) >= 0) return;
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before park's look at COUNT
  park(words, COUNT, seen); // BROKEN: a wake-up does not mean that the count has come that far
  Atomics.sub(words, WAITERS, 1); // [relaxed]
}

export default {
  kind: 'eventcount',
  name: 'park-sleeps-once',
  twin: 'park',
  caughtBy: 'release-all',
  title: 'Sleeps once',
  family: 'mutant',
  waiting: 'park',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'park, broken' }],
  layout: { COUNT, WAITERS },
  freeRunning: ['COUNT'],
  sizeWords: () => 2 * LINE_WORDS,
  advance,
  awaitCount,
} satisfies Mutant<EventcountSpec>;
