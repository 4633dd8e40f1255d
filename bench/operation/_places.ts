/**
 * Where the lines of a sweep lie, and in which order it visits them: so that no prefetcher brings one before its turn.
 *
 * A sweep uses four lines of each 4 KB page. A page is cut into 32 slots of LINE_WORDS, so that fetching lines in pairs brings
 * none; each quarter of the page has one slot whose number is a hash of the line's, so that neither stride nor pattern repeats from
 * page to page. A turn, 0 to TURNS - 1, moves them all one slot on: pages that have had all turns have used all their slots.
 *
 * The order is a linear congruential sequence, x = 5 · x + step modulo the number of lines: it visits each once, as the step is odd,
 * the factor 1 more than a multiple of 4 and the modulus a power of two (Hull & Dobell, "Random number generators", SIAM Review
 * 4(3), 1962). The step differs from sweep to sweep.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, Words } from '../../src/contract.ts';
import { PARAM, SCRATCH } from '../../src/crew/protocol.ts';

export const LINES: i32 = PARAM;
export const LINES_PER_PAGE: i32 = 4;
export const PAGE_WORDS: i32 = 1024;
export const TURNS: i32 = 8;

const QUARTER_WORDS: i32 = TURNS * LINE_WORDS;
const FACTOR: i32 = 5;
/** Knuth's multiplicative hash: 2^32 over the golden ratio; its top three bits choose a slot. */
const GOLDEN: i32 = -1640531527;
const SLOT_SHIFT: i32 = 29;

/** Own words: the places of the next sweep, in its order; and the last step. */
const STEP: i32 = SCRATCH + LINE_WORDS;
const ORDER: i32 = SCRATCH + 2 * LINE_WORDS;
const MOST_LINES: i32 = 256;
/** Behind it own words are free. */
export const PLACES_END: i32 = ORDER + MOST_LINES;

/** Where line `i` lies, in words from the sweep's first page on. */
export function placeOf(i: i32, turn: i32): i32 {
  const slot = ((Math.imul(i, GOLDEN) >> SLOT_SHIFT) + turn) & (TURNS - 1);
  return (Math.imul(i, QUARTER_WORDS) + Math.imul(slot, LINE_WORDS)) | 0;
}

/** Put the places of the lines into a new order. */
export function shuffle(mine: Words, turn: i32): void {
  const lines = mine[LINES]; // plain: own words, here and below
  const step = (mine[STEP] + 2) | 1;
  mine[STEP] = step;
  let x: i32 = 0;
  for (let i: i32 = 0; i < lines; i++) {
    x = (Math.imul(x, FACTOR) + step) & (lines - 1);
    mine[ORDER + i] = placeOf(x, turn);
  }
}

/** The place that the sweep visits as number `i`. */
export function visited(mine: Words, i: i32): i32 {
  return mine[ORDER + i]; // plain: own words
}
