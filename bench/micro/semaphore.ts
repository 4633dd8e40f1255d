/** Take a permit that is there and give it back. */
import { acquire, release } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function acquireAndRelease(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) {
    acquire(words, 0);
    release(words, 0);
  }
  return count;
}
