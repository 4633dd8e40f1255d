/** Pass a latch that is open. */
import { awaitOpen, countDown, isOpen } from '#subject';
import type { i32, Words } from '../../src/contract.ts';

/** The latch has been set up for 1. */
export function passOpen(words: Words, mine: Words, count: i32): i32 {
  if (!isOpen(words)) countDown(words, 0);
  for (let i: i32 = 0; i < count; i++) awaitOpen(words, 0);
  return count;
}
