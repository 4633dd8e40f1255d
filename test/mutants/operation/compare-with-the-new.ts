/** compare-exchange that never changes anything. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  return Atomics.compareExchange(words, at, value, value); // BROKEN: expects what it is to put there. [relaxed]
}

export default {
  kind: 'operation',
  name: 'compare-with-the-new',
  twin: 'compare-exchange',
  caughtBy: 'meaning',
  title: 'Compares with the new value',
  family: 'compare-and-swap',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'compare-exchange, broken' }],
  layout: { WORD },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  apply,
} satisfies Mutant<OperationSpec>;
