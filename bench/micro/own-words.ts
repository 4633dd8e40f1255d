/** The words that a micro-benchmark's loop shares with nobody: its parameter, its finding and room for one popped item. */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32 } from '../../src/contract.ts';

/** Parameter: items pushed before they are popped again. */
export const BURST: i32 = 0;
/** Finding: operations that gave a wrong answer. */
export const WRONG: i32 = 1;
/** One popped item. */
export const ITEM: i32 = 2;
export const OWN_WORDS: i32 = LINE_WORDS;
