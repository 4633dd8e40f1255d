/** Pass a barrier for one thread. */
import { arriveAndWait } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

export function passAlone(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) arriveAndWait(words, 0);
  return count;
}
