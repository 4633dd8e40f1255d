/** striped that says its reads are values that the counter had: it adds up cells of different moments. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { CounterSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const MASK: i32 = 0;
const NAP: i32 = 1;
const CELLS: i32 = LINE_WORDS;

export function init(words: Words, threads: i32): void {
  words[MASK] = (cellsFor(threads) - 1) | 0; // plain: not shared yet
}

function cellsFor(threads: i32): i32 {
  let cells: i32 = 1;
  while (cells < threads) cells = cells << 1; // ends at the first power of two that suffices
  return cells;
}

function cellAt(cell: i32): i32 {
  return (CELLS + Math.imul(cell, LINE_WORDS)) | 0;
}

export function add(words: Words, self: i32, amount: i32): i32 {
  Atomics.add(words, cellAt(self & words[MASK]), amount); // [relaxed] plain: MASK is constant after init
  return 0;
}

export function read(words: Words): i32 {
  let sum: i32 = 0;
  // Ends with the last cell. plain: MASK is constant after init.
  for (let cell: i32 = 0; cell <= words[MASK]; cell = (cell + 1) | 0) {
    sum = (sum + Atomics.load(words, cellAt(cell))) | 0; // [relaxed]
    parkFor(words, NAP, 0, 1); // BROKEN: others add between two cells; to be sure of that
  }
  return sum;
}

export default {
  kind: 'counter',
  name: 'striped-claims-a-moment',
  twin: 'combining',
  caughtBy: 'reads',
  title: 'Cells that claim one moment',
  family: 'mutant',
  updates: 'exact',
  cells: 'several',
  reads: 'linearizable',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'combining, broken' }],
  layout: { MASK, NAP, CELLS },
  freeRunning: ['CELLS'],
  sizeWords: (threads) => CELLS + cellsFor(threads) * LINE_WORDS,
  init,
  add,
  read,
} satisfies Mutant<CounterSpec>;
