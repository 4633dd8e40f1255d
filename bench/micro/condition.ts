/** Notify a condition that nobody waits for. */
import { notifyOne } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function notifyNobody(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) notifyOne(words, 0);
  return count;
}
