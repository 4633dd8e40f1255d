/** dissemination that rounds its rounds down: the flags of the last one lie behind its words. */

import { awaitEpisode } from '../../../src/atomics/barriers/_await-episode.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { BarrierSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const THREADS: i32 = 0;
const NAP: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  const own = lineAt((1 + self) | 0);
  const episode = (words[own] + 1) | 0; // plain: own word
  words[own] = episode;
  let row: i32 = (1 + threads) | 0;
  // Ends after ceil(log2 threads) rounds.
  for (let distance: i32 = 1; distance < threads; distance = distance << 1) {
    const onward = (self + distance) | 0;
    const partner: i32 = onward < threads ? onward : (onward - threads) | 0;
    Atomics.store(words, lineAt((row + partner) | 0), episode); // [release] pairs with awaitEpisode's [acquire] load
    awaitEpisode(words, lineAt((row + self) | 0), NAP, episode);
    row = (row + threads) | 0;
  }
}

function lineAt(line: i32): i32 {
  return Math.imul(line, LINE_WORDS);
}

export default {
  kind: 'barrier',
  name: 'dissemination-one-row-short',
  twin: 'dissemination',
  caughtBy: 'footprint',
  title: 'Dissemination barrier, one row short',
  family: 'mutant',
  waiting: 'spin',
  path: 'logarithmic',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'dissemination, broken' }],
  layout: { THREADS, NAP },
  freeRunning: [],
  sizeWords: (threads) => LINE_WORDS * (1 + threads + threads * Math.floor(Math.log2(threads))), // BROKEN: ceil,
  init,
  arriveAndWait,
} satisfies Mutant<BarrierSpec>;
