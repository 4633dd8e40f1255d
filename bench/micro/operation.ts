/** Do an operation on one word again and again. The value counts along, so that a compare-exchange succeeds. */
import { apply } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

const WORD: i32 = 0;

export function applyAgain(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  Atomics.store(words, WORD, 0); // [relaxed] one thread
  for (let i: i32 = 0; i < count; i++) sum = (sum + apply(words, WORD, (i + 1) | 0)) | 0;
  return sum;
}
