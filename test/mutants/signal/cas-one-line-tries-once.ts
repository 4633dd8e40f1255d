/** cas-one-line that does not wait: it tries once and takes the turn whether it has come or not. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const TURN: i32 = 0;

export function passTurn(words: Words, self: i32, turn: i32): void {
  const next: i32 = (turn + 1) | 0;
  // [acq-rel] pairs with itself and with the store in the other thread. BROKEN: a turn that has not come is passed too. [release] the same
  if (Atomics.compareExchange(words, TURN, turn, next) !== turn) Atomics.store(words, TURN, next);
}

export default {
  kind: 'signal',
  name: 'cas-one-line-tries-once',
  twin: 'cas-one-line',
  caughtBy: 'in-turn',
  title: 'Compare-and-swap on one line, tried once',
  family: 'mutant',
  writes: 'compare-exchange',
  lines: 1,
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'cas-one-line, broken' }],
  layout: { TURN },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  passTurn,
} satisfies Mutant<SignalSpec>;
