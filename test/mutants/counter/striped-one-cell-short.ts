/** striped that reserves a line for each thread, while the cells are a power of two. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { CounterSpec, i32, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const MASK: i32 = 0;
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
  }
  return sum;
}

export default {
  kind: 'counter',
  name: 'striped-one-cell-short',
  twin: 'striped',
  caughtBy: 'footprint',
  title: 'Cells, one too few',
  family: 'mutant',
  updates: 'exact',
  cells: 'several',
  reads: 'quiescent',
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'striped, broken' }],
  layout: { MASK, CELLS },
  freeRunning: ['CELLS'],
  sizeWords: (threads) => CELLS + (threads - 1) * LINE_WORDS, // BROKEN: the last cell,
  init,
  add,
  read,
} satisfies Mutant<CounterSpec>;
