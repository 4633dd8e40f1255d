/**
 * Values each word of which says which write it is from: word i is 2 · i + 1 times the write's number, modulo 2^32. Odd factors, so two
 * writes differ in every word; the zeros that a register begins with are write 0. A shared piece of the scenarios here.
 */
import type { i32, Words } from '../../src/contract.ts';
import { SCRATCH } from '../../src/crew/protocol.ts';

export const MOST_VALUE_WORDS: i32 = 1024;

/** Own words for a value to be written, and for one that has been read. */
export const FROM: i32 = SCRATCH;
export const INTO: i32 = SCRATCH + MOST_VALUE_WORDS;
/** What scenarios keep for themselves begins here. */
export const KEPT: i32 = SCRATCH + 2 * MOST_VALUE_WORDS;

/** Make the value of write `number` in FROM. */
export function fill(mine: Words, valueWords: i32, number: i32): void {
  let word: i32 = number;
  for (let i: i32 = 0; i < valueWords; i++) {
    mine[FROM + i] = word; // plain: own words
    word = (word + number + number) | 0;
  }
}

/** Are all words in INTO from one write? Its number is the first of them. */
export function isWhole(mine: Words, valueWords: i32): boolean {
  const number = mine[INTO]; // plain: own words, as below
  let word: i32 = number;
  let differences: i32 = 0;
  for (let i: i32 = 0; i < valueWords; i++) {
    differences = differences | (mine[INTO + i] ^ word);
    word = (word + number + number) | 0;
  }
  return differences === 0;
}
