/** add that adds to the neighbour, too. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  Atomics.add(words, at + 1, value); // BROKEN: the neighbour is not asked for. [relaxed]
  return Atomics.add(words, at, value); // [relaxed]
}

export default {
  kind: 'operation',
  name: 'add-to-neighbours',
  twin: 'add',
  caughtBy: 'footprint',
  title: 'Adds to two words',
  family: 'fetch-and-add',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'add, broken' }],
  layout: { WORD },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  apply,
} satisfies Mutant<OperationSpec>;
