/** What threads ask for: additions, and items that go into the queue or onto the stack and come out again. */
import { execute } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { ADD } from '../../../delegation/_object.ts';

export function fetchAdd(words: Words, amount: i32, self: i32): i32 {
  return execute(words, self, ADD, amount);
}

/** `operation`: ENQUEUE or PUSH. */
export function tryPush(words: Words, item: i32, operation: i32, self: i32): i32 {
  return execute(words, self, operation, item);
}

/** `operation`: DEQUEUE or POP, which have no argument. */
export function tryPop(words: Words, operation: i32, self: i32): i32 {
  return execute(words, self, operation, 0);
}
