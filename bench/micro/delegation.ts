/** Ask for an addition when nobody else asks. */
import { execute } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { ADD } from '../../src/delegation/_object.ts';

export function addOne(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) execute(words, 0, ADD, 1);
  return count;
}
