/** Ask for what has been done already. */
import { begin, complete } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { WRONG } from './own-words.ts';

export function askAgain(words: Words, mine: Words, count: i32): i32 {
  if (begin(words, 0)) complete(words, 0);
  let begun: i32 = 0;
  for (let i: i32 = 0; i < count; i++) if (begin(words, 0)) begun = (begun + 1) | 0;
  mine[WRONG] = (mine[WRONG] + begun) | 0; // plain: own words
  return count;
}
