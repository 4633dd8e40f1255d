/** parking whose last thread wakes one of the sleepers. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const OTHERS: i32 = 2 * LINE_WORDS;
const SPINS: i32 = OTHERS + 1;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
  words[SPINS] = 100; // plain: likewise
}

export function arriveAndWait(words: Words, self: i32): void {
  const episode = words[EPISODE]; // plain: it does not change before this thread has arrived
  // [acq-rel] pairs with the others' adds. plain: OTHERS is constant after init
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) {
    words[ARRIVED] = 0; // plain: nobody comes again before the [release] below
    Atomics.store(words, EPISODE, (episode + 1) | 0); // [release] pairs with the [acquire] loads below
    wake(words, EPISODE, 1); // BROKEN: several may be asleep
    return;
  }
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if (Atomics.load(words, EPISODE) !== episode) return; // [acquire] pairs with the [release] store above
  }
  // [acquire] pairs with the [release] store above.
  while (Atomics.load(words, EPISODE) === episode) park(words, EPISODE, episode);
}

export default {
  kind: 'barrier',
  name: 'parking-wakes-one',
  twin: 'parking',
  caughtBy: 'wake-up',
  title: 'Barrier that wakes one',
  family: 'mutant',
  waiting: 'spin-then-park',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'parking, broken' }],
  layout: { ARRIVED, EPISODE, OTHERS, SPINS },
  freeRunning: ['EPISODE'],
  tunables: { spins: { word: SPINS, default: 100, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies Mutant<BarrierSpec>;
