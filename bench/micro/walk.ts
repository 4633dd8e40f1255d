/** Walk around a small region, a burst of lines at a time. */
import { walk } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { BURST, WALK_LINES } from './own-words.ts';

export function walkAround(words: Words, mine: Words, count: i32): i32 {
  const burst = mine[BURST]; // plain: own words
  let at: i32 = 0;
  for (let left: i32 = count; left > 0; left = (left - burst) | 0) at = walk(words, WALK_LINES, at, burst);
  return at;
}
