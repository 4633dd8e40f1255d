/** pause that waits while the count is less: after 2147483647 comes -2147483648, which is less for ever. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { EventcountSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const NAP: i32 = LINE_WORDS;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // [acq-rel] pairs with awaitCount's [acquire] load
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let paused: i32 = 0;
  // BROKEN: counts wrap. [acquire] pairs with advance's [acq-rel] add.
  while (Atomics.load(words, COUNT) < count) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export default {
  kind: 'eventcount',
  name: 'pause-compares-by-size',
  twin: 'pause',
  caughtBy: 'wrap',
  title: 'Compares counts by size',
  family: 'mutant',
  waiting: 'spin',
  wakes: 'never',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'pause, broken' }],
  layout: { COUNT, NAP },
  freeRunning: ['COUNT'],
  sizeWords: () => 2 * LINE_WORDS,
  advance,
  awaitCount,
} satisfies Mutant<EventcountSpec>;
