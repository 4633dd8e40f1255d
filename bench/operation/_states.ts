/**
 * The states of a line, and how two threads bring lines into them. Neither JavaScript nor WebAssembly can flush a cache, so each
 * state is the outcome of plain loads and stores. `measures` is the thread whose operations are timed.
 *
 * What the other core has:
 *   OWN        no copy: `measures` has just written each line. Modified, in its own cache.
 *   SHARED     a copy, as has `measures`: the other has read each line since it was last written, then `measures` has. The line of
 *              a subject that writes is owned (MOESI) or shared and clean (MESI); no third core has a copy.
 *   EXCLUSIVE  the only copy, as it is in memory: the other has read lines that had left all caches.
 *   MODIFIED   the only copy, changed: the other has just written each line.
 *   MEMORY     no copy, nor has `measures`: lines that have left all caches.
 *
 * OWN, SHARED and MODIFIED are certain but for interrupts. That lines have left the caches is not: EXCLUSIVE and MEMORY take them in
 * turn from a pool, and when one comes round again, the rest has passed through. A pool of 128 MB has 64 MB of such lines, enough
 * for caches of 32 MB. With a larger last level MEMORY means that level, and EXCLUSIVE a line that it may hold as changed: who
 * concludes something from these states must compare the pool with the cache.
 *
 * SHARED is not made by a write of the other core and a read of `measures`: on an AMD Zen 4 that read took the line over, and a
 * write cost as little as on OWN (2.5 instead of 39 ns).
 *
 * A line's words have one writer each, so that plain accesses do: `measures` writes the operated one and BESIDE, the other THEIRS.
 * The operated word may even be incremented plainly. What travels is the line.
 */
import type { i32, Words } from '../../src/contract.ts';
import { ERRORS, PARAM } from '../../src/crew/protocol.ts';
import { LINES, LINES_PER_PAGE, PAGE_WORDS, PLACES_END, placeOf } from './_places.ts';

export const STATE: i32 = PARAM + 2;
export const POOL_MB: i32 = PARAM + 3;

export const OWN: i32 = 0;
const SHARED: i32 = 1;
export const EXCLUSIVE: i32 = 2;
const MODIFIED: i32 = 3;
export const MEMORY: i32 = 4;

export const MB_WORDS: i32 = 262144;

/** Words of a slot: the operated one is its first. The second half is a line that no sweep uses. */
const BESIDE: i32 = 1;
const THEIRS: i32 = 2;
const SECOND_HALF: i32 = 16;
/** Half of TURNS. */
const FAR_TURNS: i32 = 4;

/** Own word: what was read, kept, so that no compiler leaves the reading out. */
const SEEN: i32 = PLACES_END;
/** Behind it own words are free. */
export const STATES_END: i32 = PLACES_END + 1;

/** Words of all pages that the state takes turns with. */
export function stateWords(mine: Words): i32 {
  const state = mine[STATE]; // plain: own words, here and below
  if (state === EXCLUSIVE || state === MEMORY) return Math.imul(mine[POOL_MB], MB_WORDS);
  return Math.imul((mine[LINES] / LINES_PER_PAGE) | 0, PAGE_WORDS);
}

/** The other thread's part, which comes first. */
export function prepareTheirs(words: Words, first: i32, turn: i32, round: i32, mine: Words): void {
  const state = mine[STATE]; // plain: own words, here and below
  const at = (first + THEIRS) | 0;
  if (state === MODIFIED) writeLines(words, at, turn, mine[LINES], round);
  if (state === SHARED || state === EXCLUSIVE) mine[SEEN] = readLines(words, at, turn, mine[LINES]);
}

/** The part of `measures`, when the other's is done. */
export function prepareMine(words: Words, first: i32, turn: i32, round: i32, mine: Words): void {
  const state = mine[STATE]; // plain: own words, here and below
  if (state === OWN) writeLines(words, (first + BESIDE) | 0, turn, mine[LINES], round);
  if (state === SHARED) mine[SEEN] = readLines(words, first, turn, mine[LINES]);
  if (state === EXCLUSIVE || state === MEMORY) mine[SEEN] = translate(words, first, turn, mine[LINES]);
}

/** Was the other thread's part done before? `measures` counts an error for each line that it did not write in this round. */
export function checkTheirs(words: Words, first: i32, turn: i32, round: i32, mine: Words): void {
  if (mine[STATE] !== MODIFIED) return; // plain: own words, here and below
  const lines = mine[LINES];
  let wrong: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) if (words[first + THEIRS + placeOf(i, turn)] !== round) wrong = (wrong + 1) | 0; // plain: published by the hand-over
  mine[ERRORS] = (mine[ERRORS] + wrong) | 0;
}

/** Write one word of each line. */
function writeLines(words: Words, at: i32, turn: i32, lines: i32, value: i32): void {
  for (let i: i32 = 0; i < lines; i++) words[at + placeOf(i, turn)] = value; // plain: the caller is its one writer
}

/** Read one word of each line. Returns the sum. */
function readLines(words: Words, at: i32, turn: i32, lines: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) sum = (sum + words[at + placeOf(i, turn)]) | 0; // plain: the caller is its one writer
  return sum;
}

/**
 * Read a word of each page, so that its address is translated before the clock runs: from a half slot that no sweep uses, next to
 * one whose turn is far, in case that lines are fetched in pairs.
 */
function translate(words: Words, first: i32, turn: i32, lines: i32): i32 {
  const farTurn = (turn + FAR_TURNS) | 0;
  let sum: i32 = 0;
  for (let i: i32 = 0; i < lines; i = (i + LINES_PER_PAGE) | 0)
    sum = (sum + words[first + SECOND_HALF + placeOf(i, farTurn)]) | 0; // plain: nobody writes it
  return sum;
}
