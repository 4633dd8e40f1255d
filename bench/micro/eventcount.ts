/** Advance an eventcount that nobody waits for. */
import { advance } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function advanceAlone(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) advance(words, 0);
  return count;
}
