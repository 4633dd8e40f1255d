/** fetch-add taken apart: what others add between the load and the store is lost. The nap between is only to be sure of that. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { CounterSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = 0;
const NAP: i32 = LINE_WORDS;

export function add(words: Words, self: i32, amount: i32): i32 {
  const count = Atomics.load(words, COUNT); // [relaxed]
  parkFor(words, NAP, 0, 1);
  Atomics.store(words, COUNT, (count + amount) | 0); // BROKEN: others may have added. [relaxed]
  return 0;
}

export function read(words: Words): i32 {
  return Atomics.load(words, COUNT); // [relaxed]
}

export default {
  kind: 'counter',
  name: 'add-in-two-steps',
  twin: 'fetch-add',
  caughtBy: 'exactness',
  title: 'Addition in two steps',
  family: 'mutant',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'fetch-add, broken' }],
  layout: { COUNT, NAP },
  freeRunning: ['COUNT'],
  sizeWords: () => 2 * LINE_WORDS,
  add,
  read,
} satisfies Mutant<CounterSpec>;
