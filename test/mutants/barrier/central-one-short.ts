/** central that miscounts by one: the last thread is not waited for. */

import { awaitEpisode } from '../../../src/atomics/barriers/_await-episode.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const OTHERS: i32 = 2 * LINE_WORDS;
const NAP: i32 = OTHERS + 1;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = threads > 2 ? (threads - 2) | 0 : (threads - 1) | 0; // BROKEN: one less. plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const episode = words[EPISODE]; // plain: it does not change before this thread has arrived
  // [acq-rel] pairs with the others' adds. plain: OTHERS is constant after init
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) {
    words[ARRIVED] = 0; // plain: nobody comes again before the [release] below
    Atomics.store(words, EPISODE, (episode + 1) | 0); // [release] pairs with the [acquire] loads below
    return;
  }
  awaitEpisode(words, EPISODE, NAP, (episode + 1) | 0);
}

export default {
  kind: 'barrier',
  name: 'central-one-short',
  twin: 'central',
  caughtBy: 'stragglers',
  title: 'Centralized barrier that lets go one too soon',
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
