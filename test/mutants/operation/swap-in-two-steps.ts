/** swap taken apart: what others put there between the load and the store is lost. The nap between is only to be sure of that. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, OperationSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  const found = Atomics.load(words, at); // [relaxed]
  parkFor(words, (at - LINE_WORDS) | 0, 0, 1);
  Atomics.store(words, at, value); // BROKEN: another may have put something there meanwhile. [relaxed]
  return found;
}

export default {
  kind: 'operation',
  name: 'swap-in-two-steps',
  twin: 'swap',
  caughtBy: 'atomicity',
  title: 'Swaps in two steps',
  family: 'swap',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'swap, broken' }],
  layout: { WORD },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  apply,
} satisfies Mutant<OperationSpec>;
