/** Add to a counter that nobody else wants. */
import { add } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function addOne(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) add(words, 0, 1);
  return count;
}
