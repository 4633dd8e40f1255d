/** Read a value that nobody else wants. */
import { readInto, writeFrom } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { VALUE, VALUE_WORDS, WRONG } from './own-words.ts';

export function readValue(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < VALUE_WORDS; i++) mine[VALUE + i] = (count + i) | 0; // plain: own words, as all here
  writeFrom(words, 0, mine, VALUE);
  for (let i: i32 = 0; i < VALUE_WORDS; i++) mine[VALUE + i] = 0;
  for (let i: i32 = 0; i < count; i++) readInto(words, 0, mine, VALUE);
  let wrong: i32 = 0;
  for (let i: i32 = 0; i < VALUE_WORDS; i++) {
    if (mine[VALUE + i] !== ((count + i) | 0)) wrong = (wrong + 1) | 0;
  }
  mine[WRONG] = wrong;
  return count;
}
