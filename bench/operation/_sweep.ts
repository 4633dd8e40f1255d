/**
 * A sweep: the operation once on each of `lines` lines, in the order of _places.ts. The scenarios of this folder consist of sweeps.
 *
 * Every line of a cell has been operated on as often as every other, but for those of the pass under way, which have one more. So a
 * model, one word of the thread's own on which the operation is done once a pass, tells what each line must return and hold. The
 * value grows by 1 from pass to pass, from 1, and words begin at 0: a compare-exchange succeeds.
 */
import { apply } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { ERRORS, NAP, PARAM, SCRATCH, SUM } from '../../src/crew/protocol.ts';
import { LINES, placeOf, visited } from './_places.ts';

export const CHAINED: i32 = PARAM + 1;

/** A word that is always 0, which no compiler knows. */
const ZERO: i32 = NAP;

/** Own words that outlive the trial, as the lines do. */
const MODEL: i32 = SCRATCH;
const VALUE: i32 = SCRATCH + 1;
const RETURNS: i32 = SCRATCH + 2;

/** The next value, and what each line of the pass will return and hold. SUM counts passes that leave the word as it was. */
export function beginPass(mine: Words): void {
  const before = mine[MODEL]; // plain: own words, here and below
  mine[VALUE] = (mine[VALUE] + 1) | 0;
  mine[RETURNS] = apply(mine, MODEL, mine[VALUE]);
  if (mine[MODEL] === before) mine[SUM] = (mine[SUM] + 1) | 0;
}

/** One sweep over the pages from `first` on. Returns the sum of what the operations returned. */
export function sweep(words: Words, first: i32, mine: Words): i32 {
  return mine[CHAINED] !== 0 ? sweepChained(words, first, mine) : sweepFree(words, first, mine); // plain: own words
}

/** Each address waits for what the operation before returned: latency. */
function sweepChained(words: Words, first: i32, mine: Words): i32 {
  const lines = mine[LINES]; // plain: own words, here and below
  const value = mine[VALUE];
  const zero = mine[ZERO];
  let found: i32 = 0;
  let sum: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) {
    found = apply(words, (first + (visited(mine, i) | (found & zero))) | 0, value);
    sum = (sum + found) | 0;
  }
  return sum;
}

/** The addresses are known beforehand: the CPU may begin the next operation before this one has ended. */
function sweepFree(words: Words, first: i32, mine: Words): i32 {
  const lines = mine[LINES]; // plain: own words, here and below
  const value = mine[VALUE];
  let sum: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) sum = (sum + apply(words, (first + visited(mine, i)) | 0, value)) | 0;
  return sum;
}

/** Did the sweep that returned `sum` return what it had to? An error if not. */
export function checkSum(mine: Words, sum: i32): void {
  // plain: own words
  if (sum !== Math.imul(mine[LINES], mine[RETURNS])) mine[ERRORS] = (mine[ERRORS] + 1) | 0;
}

/** Does each line of the sweep hold what it must? An error for each that does not. */
export function checkLines(words: Words, first: i32, turn: i32, mine: Words): void {
  const lines = mine[LINES]; // plain: own words, and words that only this thread writes
  let wrong: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) if (words[first + placeOf(i, turn)] !== mine[MODEL]) wrong = (wrong + 1) | 0;
  mine[ERRORS] = (mine[ERRORS] + wrong) | 0;
}
