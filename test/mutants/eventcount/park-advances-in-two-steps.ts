/** park whose advance loads and stores: of two advances at once one is lost, and who waits for it waits for ever. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  const count = Atomics.load(words, COUNT); // [relaxed]
  parkFor(words, NAP, 0, 1); // to be sure that somebody else advances meanwhile
  Atomics.store(words, COUNT, (count + 1) | 0); // BROKEN: others may have advanced. [seq-cst]
  if (Atomics.load(words, WAITERS) !== 0) wake(words, COUNT, EVERYBODY); // [seq-cst]
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
  name: 'park-advances-in-two-steps',
  twin: 'park',
  caughtBy: 'advances',
  title: 'Advances in two steps',
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
