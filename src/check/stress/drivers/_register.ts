/**
 * Values of a register under stress: each word says which write it is from. Word i is 2 · i + 1 times the write's number, which is its
 * writer's count, from 1, and below that the writer's own number; the zeros that a register begins with are number 0.
 */
import type { i32, Words } from '../../../contract.ts';
import { BATCH, EXPECTED, FOUND, SCRATCH, SUM } from '../protocol.ts';

export const WRITER_BITS: i32 = 5;
/** More words than this a value does not have. */
export const MOST_VALUE_WORDS: i32 = 32;

/** Own words. How many words a value has; constant. */
export const VALUE_WORDS: i32 = BATCH;
/** What the thread saw go wrong first: */
export const FAULT: i32 = SUM;
export const NO_FAULT: i32 = 0;
/** it read parts of several writes, FOUND among them; */
export const TORN_READ: i32 = 1;
/** it read FOUND when it had seen, or made, the same writer's write of the number EXPECTED. */
export const OLD_READ: i32 = 2;

/** A value to be written, and one that has been read. */
export const FROM: i32 = SCRATCH;
export const INTO: i32 = SCRATCH + MOST_VALUE_WORDS;

/** What stands for parts of several writes. */
export const TORN: i32 = -1;

export function fill(mine: Words, number: i32): void {
  const count = mine[VALUE_WORDS]; // plain: the thread's own, as all words here
  for (let i: i32 = 0; i < count; i++) mine[FROM + i] = Math.imul(number, (i << 1) | 1);
}

/** The number of the write whose value is in INTO, or TORN. */
export function numberOf(mine: Words): i32 {
  const count = mine[VALUE_WORDS]; // plain: the thread's own, as all words here
  const number = mine[INTO];
  for (let i: i32 = 1; i < count; i++) {
    if (mine[INTO + i] !== Math.imul(number, (i << 1) | 1)) return TORN;
  }
  return number;
}

/** Note what is wrong, unless something was before. */
export function fault(mine: Words, code: i32, expected: i32, found: i32): void {
  if (mine[FAULT] !== NO_FAULT) return; // plain: the thread's own, as all words here
  mine[FAULT] = code;
  mine[EXPECTED] = expected;
  mine[FOUND] = found;
}
