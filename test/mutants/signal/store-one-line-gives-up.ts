/** store-one-line that waits for so many looks and no longer. */

import { lookAgain } from '../../../bench/probes/_look-again.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const TURN: i32 = 0;
const NAP: i32 = LINE_WORDS;
/** Some 20 µs: most hand-overs take less. */
const MOST_LOOKS: i32 = 1000;

export function passTurn(words: Words, self: i32, turn: i32): void {
  let looks: i32 = 0;
  // [acquire] pairs with the store below in the other thread. BROKEN: ends after MOST_LOOKS, too.
  while (Atomics.load(words, TURN) !== turn && looks < MOST_LOOKS) looks = lookAgain(words, NAP, looks);
  Atomics.store(words, TURN, (turn + 1) | 0); // [release] pairs with the load above
}

export default {
  kind: 'signal',
  name: 'store-one-line-gives-up',
  twin: 'store-one-line',
  caughtBy: 'stragglers',
  title: 'Load and store on one line, without patience',
  family: 'mutant',
  writes: 'store',
  lines: 1,
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'store-one-line, broken' }],
  layout: { TURN, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  passTurn,
} satisfies Mutant<SignalSpec>;
