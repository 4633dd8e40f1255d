/** store-two-lines that asks for the first thread's line alone. */

import { lookAgain } from '../../../bench/probes/_look-again.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const EVEN: i32 = 0;
const NAP: i32 = LINE_WORDS - 1;
const ODD: i32 = LINE_WORDS;

export function passTurn(words: Words, self: i32, turn: i32): void {
  const mine: i32 = self === 0 ? EVEN : ODD;
  const others: i32 = self === 0 ? ODD : EVEN;
  let looks: i32 = 0;
  // [acquire] pairs with the store below in the other thread, which ends the loop.
  while (Atomics.load(words, others) !== turn) looks = lookAgain(words, NAP, looks);
  Atomics.store(words, mine, (turn + 1) | 0); // BROKEN: ODD lies outside. [release] pairs with the load above
}

export default {
  kind: 'signal',
  name: 'store-two-lines-one-line-short',
  twin: 'store-two-lines',
  caughtBy: 'footprint',
  title: 'Load and store on two lines, with room for one',
  family: 'mutant',
  writes: 'store',
  lines: 2,
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'store-two-lines, broken' }],
  layout: { EVEN, NAP },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  passTurn,
} satisfies Mutant<SignalSpec>;
