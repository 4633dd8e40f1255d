/** What threads do with a stack. What the functions return fits into one number. */
import { pop, push } from '#subject';
import type { i32, Words } from '../../../contract.ts';

const NOTHING: i32 = -1;
/** What no stack holds here: nothing was written, or what was written must not have been. */
const WRONG: i32 = -2;

/** Returns 1, or 0: full. How many exchanges failed is nobody's business, as long as it is not negative. */
export function tryPush(words: Words, value: i32, self: i32): i32 {
  const failed = push(words, self, value);
  return failed >= 0 ? 1 : (failed + 1) | 0;
}

/** Returns the item, or -1: empty, and nothing was written. */
export function tryPop(words: Words, mine: Words, self: i32): i32 {
  mine[0] = WRONG; // plain: the thread's own, as below
  if (pop(words, self, mine, 0) >= 0) return mine[0];
  return mine[0] === WRONG ? NOTHING : WRONG;
}
