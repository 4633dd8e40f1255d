/** Producers that sleep while a ring is full and consumers that sleep while it is empty, by the protocol of atomics/eventcount.ts. */
import { flush, tryPop, tryPush } from '#subject';
import { cancelWait, commitWait, prepareWait, signal } from '../../../atomics/eventcount.ts';
import type { i32, Words } from '../../../contract.ts';

/** Two words each: something has been pushed, something has been popped. */
const PUSHED: i32 = 0;
const POPPED: i32 = 2;

/** Append the item. Returns 1. */
export function push(words: Words, data: Words, value: i32, self: i32): i32 {
  // Ends when a consumer has made room: its signal wakes us, or comes before the second look.
  while (!tryPush(words, self, value)) {
    const epoch = prepareWait(data, POPPED);
    if (tryPush(words, self, value)) {
      cancelWait(data, POPPED);
      break;
    }
    commitWait(data, POPPED, epoch);
  }
  flush(words, self);
  signal(data, PUSHED);
  return 1;
}

/** Returns the item. */
export function pop(words: Words, data: Words, mine: Words, self: i32): i32 {
  // Ends when a producer has pushed something: its signal wakes us, or comes before the second look.
  while (!tryPop(words, self, mine, 0)) {
    const epoch = prepareWait(data, PUSHED);
    if (tryPop(words, self, mine, 0)) {
      cancelWait(data, PUSHED);
      break;
    }
    commitWait(data, PUSHED, epoch);
  }
  signal(data, POPPED);
  return mine[0];
}
