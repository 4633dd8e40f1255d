/** store-one-line that waits until its turn or a larger one has come: the first turn behind 2³¹ is smaller than any other. */

import { lookAgain } from '../../../bench/probes/_look-again.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const TURN: i32 = 0;
const NAP: i32 = LINE_WORDS;

export function passTurn(words: Words, self: i32, turn: i32): void {
  let looks: i32 = 0;
  // BROKEN: turns wrap. [acquire] pairs with the store below in the other thread, which ends the loop.
  while (Atomics.load(words, TURN) < turn) looks = lookAgain(words, NAP, looks);
  Atomics.store(words, TURN, (turn + 1) | 0); // [release] pairs with the load above
}

export default {
  kind: 'signal',
  name: 'store-one-line-compares-by-size',
  twin: 'store-one-line',
  caughtBy: 'in-turn',
  title: 'Load and store on one line, compared by size',
  family: 'mutant',
  writes: 'store',
  lines: 1,
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'store-one-line, broken' }],
  layout: { TURN, NAP },
  freeRunning: ['TURN'],
  sizeWords: () => 2 * LINE_WORDS,
  passTurn,
} satisfies Mutant<SignalSpec>;
