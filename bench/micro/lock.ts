/** Take a free lock and give it back. */
import { lock, unlock } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function lockAndUnlock(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) {
    lock(words, 0);
    unlock(words, 0);
  }
  return count;
}
