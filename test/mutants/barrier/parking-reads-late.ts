/** parking whose thread reads the episode after it has come: it may be the next one already, and is slept on for ever. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const OTHERS: i32 = 2 * LINE_WORDS;
const NAP: i32 = OTHERS + 1;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  // [acq-rel] pairs with the others' adds. plain: OTHERS is constant after init
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) {
    words[ARRIVED] = 0; // plain: nobody comes again before the [release] below
    Atomics.add(words, EPISODE, 1); // [release] pairs with the [acquire] loads below
    wake(words, EPISODE, EVERYBODY);
    return;
  }
  parkFor(words, NAP, 0, 1); // to be sure that the others come meanwhile
  const episode = Atomics.load(words, EPISODE); // BROKEN: it may have changed since this thread came. [acquire]
  while (Atomics.load(words, EPISODE) === episode) park(words, EPISODE, episode); // [acquire] pairs with the [release] above
}

export default {
  kind: 'barrier',
  name: 'parking-reads-late',
  twin: 'parking',
  caughtBy: 'wake-up',
  title: 'Barrier that reads the episode late',
  family: 'mutant',
  waiting: 'park',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'parking, broken' }],
  layout: { ARRIVED, EPISODE, OTHERS, NAP },
  freeRunning: ['EPISODE'],
  sizeWords: () => 3 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies Mutant<BarrierSpec>;
