/** park whose advance wakes one of those who wait. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // [seq-cst] Dekker: COUNT before WAITERS; pairs with awaitCount
  if (Atomics.load(words, WAITERS) !== 0) wake(words, COUNT, 1); // BROKEN: several may be asleep. [seq-cst]
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
  name: 'park-wakes-one',
  twin: 'park',
  caughtBy: 'release-all',
  title: 'Wakes one of several',
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
