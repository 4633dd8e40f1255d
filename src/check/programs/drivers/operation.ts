/** Threads that do one operation to one word. */
import { apply } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** The word. */
const AT: i32 = 0;

export function applyTo(words: Words, value: i32): i32 {
  return apply(words, AT, value);
}
