/** central that waits for the counter itself: who comes again before all have left finds it as the last episode has left it. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const ARRIVED: i32 = 0;
const OTHERS: i32 = LINE_WORDS;
const NAP: i32 = OTHERS + 1;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const all: i32 = (words[OTHERS] + 1) | 0; // plain: constant after init
  Atomics.add(words, ARRIVED, 1); // [acq-rel] pairs with the others' adds
  let paused: i32 = 0;
  // BROKEN: once all have come, the counter stays that high. [acquire] pairs with the adds.
  while (Atomics.load(words, ARRIVED) < all) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export default {
  kind: 'barrier',
  name: 'central-without-sense',
  twin: 'central',
  caughtBy: 'nobody-ahead',
  title: 'Centralized barrier without a sense',
  family: 'mutant',
  waiting: 'spin',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'central, broken' }],
  layout: { ARRIVED, OTHERS, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies Mutant<BarrierSpec>;
