/**
 * Several cells, each on a line of its own: a thread adds atomically to its cell, and a reader sums them up.
 *
 * Source: Lea, java.util.concurrent.atomic.LongAdder and Striped64, JDK 8, 2014. Differs: as many cells as threads from the
 * start (a power of two, at most 64), while LongAdder begins with one and adds cells when exchanges fail; a thread's cell follows
 * from its number instead of a random probe, and never changes; an atomic add instead of a compare-exchange.
 *
 * Words (each group on a line of its own):
 *   MASK           cells - 1; constant after init
 *   STRIDE_BYTES   from one cell to the next; constant after init; on the line of MASK
 *   CELLS…         the cells, 256 bytes reserved for each, the widest stride; each written by the threads that share it
 *
 * Thread contract: any number of threads. Threads whose numbers are equal modulo the number of cells share a cell, which costs time
 * and nothing else: numbers may be used twice, or be larger than `init` was told.
 * Progress: wait-free where the CPU has an atomic add, lock-free elsewhere.
 * Reads: the cells are loaded one after another, so a read that overlaps additions may miss an earlier one and count a later one: a
 * value that the counter never had. Exact when nobody adds meanwhile.
 * Wrap: cells and sum are modulo 2^32; compare counts by difference.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';

const MASK: i32 = 0;
const STRIDE_BYTES: i32 = 1;
const CELLS: i32 = LINE_WORDS;

/** More cells make reading slow; with more threads than this, some share one. */
const MOST_CELLS: i32 = 64;
const DEFAULT_STRIDE_BYTES: i32 = 4 * LINE_WORDS;
const RESERVED_WORDS: i32 = 2 * LINE_WORDS;
const WIDEST_STRIDE_BYTES: i32 = 4 * RESERVED_WORDS;

export function init(words: Words, threads: i32): void {
  words[MASK] = (cellsFor(threads) - 1) | 0; // plain: not shared yet
  words[STRIDE_BYTES] = DEFAULT_STRIDE_BYTES; // plain: not shared yet
}

/** The smallest power of two that gives each thread a cell, at most MOST_CELLS; the loop ends there. */
function cellsFor(threads: i32): i32 {
  let cells: i32 = 1;
  while (cells < threads && cells < MOST_CELLS) cells = cells << 1;
  return cells;
}

export function add(words: Words, self: i32, amount: i32): i32 {
  const cell = self & words[MASK]; // plain: constant after init
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  Atomics.add(words, cellAt(words, cell), amount);
  return 0;
}

function cellAt(words: Words, cell: i32): i32 {
  return (CELLS + Math.imul(cell, words[STRIDE_BYTES] >> 2)) | 0; // plain: constant after init
}

export function read(words: Words): i32 {
  let sum: i32 = 0;
  const cells = (words[MASK] + 1) | 0; // plain: constant after init
  // Ends with the last cell.
  for (let cell: i32 = 0; cell < cells; cell++) {
    // [relaxed] pairs with nothing; no LP: the loads are made at different times.
    sum = (sum + Atomics.load(words, cellAt(words, cell))) | 0;
  }
  return sum;
}

export default {
  kind: 'counter',
  name: 'striped',
  title: 'Cells on lines of their own, added up when read',
  family: 'sharded',
  updates: 'exact',
  cells: 'several',
  reads: 'quiescent',
  progress: 'wait-free',
  useWhen: 'several threads add all the time, reads are rare, and numbers of threads may coincide',
  restrictions: [
    'a read during additions may be a value that the counter never had',
    'a read costs a load, and often a line transfer, for each cell',
    '256 bytes a cell',
  ],
  sources: [
    {
      who: 'Lea',
      year: 2014,
      what: 'java.util.concurrent.atomic: LongAdder, Striped64, JDK 8',
      url: 'https://docs.oracle.com/javase/8/docs/api/java/util/concurrent/atomic/LongAdder.html',
    },
  ],
  layout: { MASK, STRIDE_BYTES, CELLS },
  freeRunning: ['CELLS'],
  tunables: {
    strideBytes: {
      word: STRIDE_BYTES,
      default: DEFAULT_STRIDE_BYTES,
      min: 4,
      max: WIDEST_STRIDE_BYTES,
      what: 'bytes from one cell to the next, a multiple of 4',
    },
  },
  sizeWords: (threads) => CELLS + cellsFor(threads) * RESERVED_WORDS,
  init,
  add,
  read,
} satisfies CounterSpec;
