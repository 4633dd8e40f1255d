/**
 * Litmus tests: a few accesses of several threads to two words, made in many cells one after the other, and how often each
 * outcome was seen. The dialect's only ordering is sequential consistency, so that outcomes that no interleaving yields are forbidden
 * wherever all accesses, or all that race, are atomic.
 *
 * Shapes as in Alglave, Maranget & Tautschnig, "Herding cats", TOPLAS 36(2), 2014; memory as in litmus7: an array of cells, visited
 * with a stride, by all threads in the same order.
 */
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import { CHANGED, parkFor, TIMED_OUT, wake } from '../../../atomics/wait.ts';
import type { i32, Words } from '../../../contract.ts';
import { linger } from '../drivers/_draw.ts';
import { LAST, NAP, OPS, SHARED, STOP, THREADS } from '../protocol.ts';
import {
  CELL_WORDS,
  CELLS,
  CORR,
  COUNTS,
  GAP,
  GROUP,
  IRIW,
  LB,
  MP,
  MP_PLAIN,
  OUT,
  SB,
  SB_PLAIN,
  SHAPE,
  STEP,
  TWO_TWO_W,
} from './words.ts';

/** Threads that have come to a meeting, all meetings together. */
const MET: i32 = SHARED;

export function run(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own, as the next
  const group = mine[GROUP];
  let met: i32 = 0;
  // Ends with the pass that thread 0 has named before the last meeting in it.
  for (let pass: i32 = 1; ; pass = (pass + 1) | 0) {
    for (let from: i32 = 0; from < CELLS; from = (from + group) | 0) {
      met = (met + threads) | 0;
      meet(control, mine, met);
      linger(mine);
      walk(words, mine, self, from, (from + group) | 0);
    }
    met = (met + threads) | 0;
    meet(control, mine, met);
    if (self === 0) {
      count(words, mine);
      // [relaxed] STOP pairs with the main thread's store; the meeting orders LAST
      if (Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, pass);
    }
    met = (met + threads) | 0;
    meet(control, mine, met);
    Atomics.store(mine, OPS, pass); // [relaxed] the main thread looks whether there is progress
    if (Atomics.load(control, LAST) === pass) return; // [relaxed] see above
  }
}

function meet(control: Words, mine: Words, due: i32): void {
  // [acq-rel] counts this thread in; pairs with the others' loads
  Atomics.add(control, MET, 1);
  let paused: i32 = 0;
  // [acquire] pairs with the others' adds; ends when all are here
  while (((Atomics.load(control, MET) - due) | 0) < 0) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

/** Thread 0, while the others wait: note every cell's outcome and make it zero again. */
function count(words: Words, mine: Words): void {
  const shape = mine[SHAPE]; // plain: the thread's own, as the next
  const gap = mine[GAP];
  for (let cell: i32 = 0; cell < CELLS; cell++) {
    const x = Math.imul(cell, CELL_WORDS);
    // plain: the meetings order all of this
    let outcome: i32 = (words[OUT + cell] + Math.imul(3, words[OUT + CELLS + cell])) | 0;
    if (shape === TWO_TWO_W) outcome = (words[x] + Math.imul(3, words[x + gap])) | 0;
    if (shape === IRIW) {
      const second: i32 = (words[OUT + 2 * CELLS + cell] + Math.imul(3, words[OUT + 3 * CELLS + cell])) | 0;
      outcome = (outcome + Math.imul(9, second)) | 0;
    }
    words[COUNTS + outcome] = (words[COUNTS + outcome] + 1) | 0;
    words[x] = 0;
    words[x + gap] = 0;
  }
}

/** The thread's accesses in some cells. One loop for each, so that nothing stands between the accesses. */
function walk(words: Words, mine: Words, self: i32, from: i32, to: i32): void {
  const shape = mine[SHAPE]; // plain: the thread's own, as the next two
  const step = mine[STEP];
  const gap = mine[GAP];
  if (shape === SB) {
    if (self === 0) storeLoad(words, step, 0, gap, OUT, from, to);
    else storeLoad(words, step, gap, 0, OUT + CELLS, from, to);
  } else if (shape === MP) {
    if (self === 0) storeStore(words, step, 0, gap, 1, from, to);
    else loadLoad(words, step, gap, 0, OUT, OUT + CELLS, from, to);
  } else if (shape === LB) {
    if (self === 0) loadStore(words, step, 0, gap, OUT, from, to);
    else loadStore(words, step, gap, 0, OUT + CELLS, from, to);
  } else if (shape === CORR) {
    if (self === 0) storeOne(words, step, 0, from, to);
    else loadLoad(words, step, 0, 0, OUT, OUT + CELLS, from, to);
  } else if (shape === IRIW) {
    if (self === 0) storeOne(words, step, 0, from, to);
    else if (self === 1) storeOne(words, step, gap, from, to);
    else if (self === 2) loadLoad(words, step, 0, gap, OUT, OUT + CELLS, from, to);
    else loadLoad(words, step, gap, 0, OUT + 2 * CELLS, OUT + 3 * CELLS, from, to);
  } else if (shape === TWO_TWO_W) {
    if (self === 0) storeStore(words, step, 0, gap, 2, from, to);
    else storeStore(words, step, gap, 0, 2, from, to);
  } else if (shape === MP_PLAIN) {
    if (self === 0) plainThenFlag(words, step, gap, from, to);
    else flagThenPlain(words, step, gap, from, to);
  } else if (shape === SB_PLAIN) {
    if (self === 0) plainStoreLoad(words, step, 0, gap, OUT, from, to);
    else plainStoreLoad(words, step, gap, 0, OUT + CELLS, from, to);
  }
}

/** The cell that is visited `nth`. */
function cellOf(nth: i32, step: i32): i32 {
  return Math.imul(nth, step) & (CELLS - 1);
}

function storeLoad(words: Words, step: i32, a: i32, b: i32, out: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const cell = cellOf(nth, step);
    const x = Math.imul(cell, CELL_WORDS);
    Atomics.store(words, x + a, 1); // [seq-cst] before the load: what SB tests, here and in the other thread
    words[out + cell] = Atomics.load(words, x + b); // [seq-cst] as above; plain: the register is this thread's
  }
}

function storeStore(words: Words, step: i32, a: i32, b: i32, second: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const x = Math.imul(cellOf(nth, step), CELL_WORDS);
    Atomics.store(words, x + a, 1); // [seq-cst] before the next: what MP and 2+2W test
    Atomics.store(words, x + b, second); // [seq-cst] as above
  }
}

function loadLoad(words: Words, step: i32, a: i32, b: i32, outA: i32, outB: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const cell = cellOf(nth, step);
    const x = Math.imul(cell, CELL_WORDS);
    words[outA + cell] = Atomics.load(words, x + a); // [seq-cst] before the next: what MP, CoRR and IRIW test; plain: own register
    words[outB + cell] = Atomics.load(words, x + b); // [seq-cst] as above
  }
}

function loadStore(words: Words, step: i32, a: i32, b: i32, out: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const cell = cellOf(nth, step);
    const x = Math.imul(cell, CELL_WORDS);
    words[out + cell] = Atomics.load(words, x + a); // [seq-cst] before the store: what LB tests; plain: own register
    Atomics.store(words, x + b, 1); // [seq-cst] as above
  }
}

function storeOne(words: Words, step: i32, a: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    Atomics.store(words, Math.imul(cellOf(nth, step), CELL_WORDS) + a, 1); // [seq-cst] what CoRR and IRIW test
  }
}

function plainThenFlag(words: Words, step: i32, gap: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const x = Math.imul(cellOf(nth, step), CELL_WORDS);
    words[x] = 1; // plain: published by the flag
    Atomics.store(words, x + gap, 1); // [release] pairs with flagThenPlain's [acquire] load
  }
}

function flagThenPlain(words: Words, step: i32, gap: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const cell = cellOf(nth, step);
    const x = Math.imul(cell, CELL_WORDS);
    words[OUT + cell] = Atomics.load(words, x + gap); // [acquire] pairs with plainThenFlag's [release] store; plain: own register
    words[OUT + CELLS + cell] = words[x]; // plain: ordered where the flag was seen; else it races, on purpose
  }
}

function plainStoreLoad(words: Words, step: i32, a: i32, b: i32, out: i32, from: i32, to: i32): void {
  for (let nth: i32 = from; nth < to; nth++) {
    const cell = cellOf(nth, step);
    const x = Math.imul(cell, CELL_WORDS);
    words[x + a] = 1; // plain: races, on purpose
    words[out + cell] = words[x + b]; // plain: as above
  }
}

const TURN: i32 = 0;
/** Nobody is late by that much: who is not woken by then has been forgotten. */
const FORGOTTEN_US: i32 = 10000000;

/**
 * Two threads that wake each other: how often a wait ended with a wake-up (0), found the word changed already (1), or was
 * forgotten (2).
 */
export function pingPong(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let turn: i32 = self;
  // Ends with the pair of turns that thread 0 has named before it passed its own.
  for (let pair: i32 = 1; ; pair = (pair + 1) | 0) {
    let seen: i32 = Atomics.load(words, TURN); // [acquire] pairs with the other's store
    // Ends when the other has passed, or has been forgotten.
    while (seen !== turn) {
      const outcome: i32 = parkFor(words, TURN, seen, FORGOTTEN_US);
      const at = (COUNTS + (outcome === TIMED_OUT ? 2 : outcome === CHANGED ? 1 : 0)) | 0;
      Atomics.add(words, at, 1); // [relaxed] read when the threads have ended
      seen = Atomics.load(words, TURN); // [acquire] as above
    }
    // [relaxed] STOP pairs with the main thread's store; the turn orders LAST
    if (self === 0 && Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, pair);
    linger(mine);
    const ends = Atomics.load(control, LAST) === pair; // [relaxed] see above
    turn = (turn + 1) | 0;
    Atomics.store(words, TURN, turn); // [release] pairs with the other's load; before the wake, so that none is lost
    wake(words, TURN, 1);
    turn = (turn + 1) | 0;
    Atomics.store(mine, OPS, pair); // [relaxed] the main thread looks whether there is progress
    if (ends) return;
  }
}
