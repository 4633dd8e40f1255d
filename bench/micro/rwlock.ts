/** Take a free lock to read, and give it back. */
import { readLock, readUnlock } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function readLockAndUnlock(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) {
    readLock(words, 0);
    readUnlock(words, 0);
  }
  return count;
}
