/** The words that a micro-benchmark's loop shares with nobody: its parameter, its finding and room for one popped item. */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32 } from '../../src/contract.ts';

/** Parameter: items pushed before they are popped again, lines of a walk. */
export const BURST: i32 = 0;
/** Finding: operations that gave a wrong answer. */
export const WRONG: i32 = 1;
/** One popped item. */
export const ITEM: i32 = 2;
/** The next turn, where turns are passed; it outlives the call, as the structure does. */
export const TURN: i32 = 3;
/** Lines of a walk: 16 KB, which every first-level cache holds. */
export const WALK_LINES: i32 = 256;
/** Words of a register's value. */
export const VALUE_WORDS: i32 = 8;
/** A value that has been read, or is to be written. */
export const VALUE: i32 = LINE_WORDS;
export const OWN_WORDS: i32 = 2 * LINE_WORDS;
