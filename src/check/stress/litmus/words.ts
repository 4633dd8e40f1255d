/** The words of a litmus round, beside those of ../protocol.ts. In the kernel dialect. */
import { LINE_WORDS } from '../../../atomics/layout.ts';
import type { i32 } from '../../../contract.ts';

/** Cells are visited in groups; a power of two. */
export const CELLS: i32 = 1024;
/** Room of a cell: x at its beginning, y a GAP behind, both zero before a pass. */
export const CELL_WORDS: i32 = 2 * LINE_WORDS;

/** Register r of cell c is word OUT + r * CELLS + c: each register is written by one thread. */
export const OUT: i32 = CELLS * CELL_WORDS;
export const REGISTERS: i32 = 4;

/** How often each outcome was seen: registers as digits to the base 3, register 0 the lowest. */
export const COUNTS: i32 = OUT + REGISTERS * CELLS;
export const OUTCOMES: i32 = 81;
export const WORDS: i32 = COUNTS + OUTCOMES + LINE_WORDS;

/** Own words, written before the round: the number of the shape, the step from cell to cell (odd), words from x to y, cells of a group. */
export const SHAPE: i32 = 8;
export const STEP: i32 = 9;
export const GAP: i32 = 10;
export const GROUP: i32 = 11;

/** Shapes by number. */
export const SB: i32 = 0;
export const MP: i32 = 1;
export const LB: i32 = 2;
export const CORR: i32 = 3;
export const IRIW: i32 = 4;
export const TWO_TWO_W: i32 = 5;
export const MP_PLAIN: i32 = 6;
export const SB_PLAIN: i32 = 7;
