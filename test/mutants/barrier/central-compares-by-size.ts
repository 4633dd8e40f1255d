/** central that waits while the episode is less than the next one: 2147483647 is never less than -2147483648. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const OTHERS: i32 = 2 * LINE_WORDS;
const NAP: i32 = OTHERS + 1;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const episode = words[EPISODE]; // plain: it does not change before this thread has arrived
  // [acq-rel] pairs with the others' adds. plain: OTHERS is constant after init
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) {
    words[ARRIVED] = 0; // plain: nobody comes again before the [release] below
    Atomics.store(words, EPISODE, (episode + 1) | 0); // [release] pairs with the [acquire] loads below
    return;
  }
  let paused: i32 = 0;
  // BROKEN: the episode after 2147483647 is -2147483648. [acquire] pairs with the [release] store above.
  while (Atomics.load(words, EPISODE) < ((episode + 1) | 0)) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export default {
  kind: 'barrier',
  name: 'central-compares-by-size',
  twin: 'central',
  caughtBy: 'wrap',
  title: 'Centralized barrier that compares by size',
  family: 'mutant',
  waiting: 'spin',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'central, broken' }],
  layout: { ARRIVED, EPISODE, OTHERS, NAP },
  freeRunning: ['EPISODE'],
  sizeWords: () => 3 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies Mutant<BarrierSpec>;
