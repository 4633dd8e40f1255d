/**
 * One cell a thread, which alone writes it: adding needs no atomic at all, and a reader sums the cells up.
 *
 * Source: McKenney, "Is parallel programming hard, and, if so, what can you do about it?", section 5.2 (statistical counters).
 * Differs: cells lie in one array, at a stride that is a tunable, so that false sharing can be had on purpose.
 *
 * Words (each group on a line of its own):
 *   THREADS        number of cells; constant after init
 *   STRIDE_BYTES   from one cell to the next; constant after init; on the line of THREADS
 *   CELLS…         one for each thread, 256 bytes reserved, the widest stride; written by that thread alone
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Misuse: two threads with one number lose additions, as in plain.ts; a number that is too large writes behind the structure.
 * Progress: wait-free.
 * Plain stores: a cell has one writer, so none is lost, and a 32-bit store is never seen half done (ECMA-262 and WebAssembly both
 * rule it out for aligned words). What the memory models leave open is *when* others see it. A reader who has synchronized with the
 * adders (joined them, or seen a flag that they set atomically) sees all; a reader who has not may see old values, and nothing but
 * the adder's next atomic operation forces a compiler to write its latest one out. An atomic store would promise no exact read
 * either, and cost what the shared counters cost: as JavaScript some 10 ns a call.
 * Reads: exact when nobody adds meanwhile and the reader has synchronized with those who did; otherwise an approximation.
 * Wrap: cells and sum are modulo 2^32; compare counts by difference.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';

const THREADS: i32 = 0;
const STRIDE_BYTES: i32 = 1;
const CELLS: i32 = LINE_WORDS;

const DEFAULT_STRIDE_BYTES: i32 = 4 * LINE_WORDS;
const RESERVED_WORDS: i32 = 2 * LINE_WORDS;
const WIDEST_STRIDE_BYTES: i32 = 4 * RESERVED_WORDS;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
  words[STRIDE_BYTES] = DEFAULT_STRIDE_BYTES; // plain: not shared yet
}

export function add(words: Words, self: i32, amount: i32): i32 {
  const at = cellAt(words, self);
  words[at] = (words[at] + amount) | 0; // LP. plain: this thread alone writes the cell; see above for its readers
  return 0;
}

function cellAt(words: Words, self: i32): i32 {
  return (CELLS + Math.imul(self, words[STRIDE_BYTES] >> 2)) | 0; // plain: constant after init
}

export function read(words: Words): i32 {
  let sum: i32 = 0;
  const threads = words[THREADS]; // plain: constant after init
  // Ends with the last thread's cell.
  for (let self: i32 = 0; self < threads; self++) {
    // [relaxed] races with add's plain store, see above; atomic, so that no compiler reads a cell once for all calls. No LP.
    sum = (sum + Atomics.load(words, cellAt(words, self))) | 0;
  }
  return sum;
}

export default {
  kind: 'counter',
  name: 'per-thread',
  title: 'A plain cell for each thread, added up when read',
  family: 'sharded',
  updates: 'exact',
  cells: 'per-thread',
  reads: 'quiescent',
  progress: 'wait-free',
  useWhen: 'threads are numbered, add all the time, and the total is wanted when they are done, or roughly',
  restrictions: [
    'each number belongs to one thread: two threads that share one lose additions',
    'a read is exact only when the reader has synchronized with the adders; before, it may be old',
    'a read costs a load, and often a line transfer, for each thread',
    '256 bytes a thread',
  ],
  sources: [
    {
      who: 'McKenney',
      year: 2023,
      what: 'Is parallel programming hard, and, if so, what can you do about it?, section 5.2',
      url: 'https://arxiv.org/abs/1701.00854',
    },
  ],
  layout: { THREADS, STRIDE_BYTES, CELLS },
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
  sizeWords: (threads) => CELLS + threads * RESERVED_WORDS,
  init,
  add,
  read,
} satisfies CounterSpec;
