/** park that reserves one of its two lines. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // [seq-cst] Dekker: COUNT before WAITERS; pairs with awaitCount
  if (Atomics.exchange(words, WAITERS, 0) !== 0) wake(words, COUNT, EVERYBODY); // [seq-cst] Dekker, likewise
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
  name: 'park-one-line-short',
  twin: 'park',
  caughtBy: 'footprint',
  title: 'Sleeps behind its words',
  family: 'mutant',
  waiting: 'park',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'park, broken' }],
  layout: { COUNT, WAITERS },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS, // BROKEN: WAITERS lies behind it,
  advance,
  awaitCount,
} satisfies Mutant<EventcountSpec>;
