/** fetch-add that forgets the amount. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { CounterSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;

export function add(words: Words, self: i32, amount: i32): i32 {
  Atomics.add(words, COUNT, 1); // BROKEN: not the amount. [relaxed]
  return 0;
}

export function read(words: Words): i32 {
  return Atomics.load(words, COUNT); // [relaxed]
}

export default {
  kind: 'counter',
  name: 'counts-calls',
  twin: 'fetch-add',
  caughtBy: 'sum',
  title: 'Counts calls',
  family: 'mutant',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'fetch-add, broken' }],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS,
  add,
  read,
} satisfies Mutant<CounterSpec>;
