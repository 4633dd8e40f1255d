/** Runs of items into and out of a ring whose slots are single words: at most two straight copies, before and after the wrap. */
import { copyWords } from '../atomics/copy.ts';
import type { i32, Words } from '../contract.ts';

/** Copy `from[at…]` into the slots of positions `position…`. Plain accesses: the caller publishes them afterwards. */
export function copyIn(words: Words, slots: i32, mask: i32, position: i32, from: Words, at: i32, count: i32): void {
  const slot = position & mask;
  const toEnd = (mask + 1 - slot) | 0;
  const first: i32 = count < toEnd ? count : toEnd;
  copyWords(words, (slots + slot) | 0, from, at, first);
  copyWords(words, slots, from, (at + first) | 0, (count - first) | 0);
}

/** Copy the slots of positions `position…` to `into[at…]`. Plain accesses: the caller has acquired them before. */
export function copyOut(words: Words, slots: i32, mask: i32, position: i32, into: Words, at: i32, count: i32): void {
  const slot = position & mask;
  const toEnd = (mask + 1 - slot) | 0;
  const first: i32 = count < toEnd ? count : toEnd;
  copyWords(into, at, words, (slots + slot) | 0, first);
  copyWords(into, (at + first) | 0, words, slots, (count - first) | 0);
}
