/** What threads do with a deque. What the functions return fits into one number; items are not negative. */
import { popBottom as popItem, pushBottom as pushItem, steal as stealItem } from '#subject';
import type { i32, Words } from '../../../contract.ts';

const NOTHING: i32 = -1;
const LOST: i32 = -2;

/** Returns 1, or 0: full. */
export function pushBottom(words: Words, value: i32): i32 {
  return pushItem(words, value) ? 1 : 0;
}

/** Returns the item, or -1: empty. */
export function popBottom(words: Words, mine: Words): i32 {
  return popItem(words, mine, 0) ? mine[0] : NOTHING;
}

/** Returns the item, or -1: empty, or -2: somebody else was faster. */
export function steal(words: Words, mine: Words, self: i32): i32 {
  const outcome = stealItem(words, self, mine, 0);
  return outcome > 0 ? mine[0] : outcome === 0 ? NOTHING : LOST;
}
