/** What threads do with a map. The functions have the names and the meaning of the map's own; values are not negative. */
import { get as getValue, put as putValue, remove as removeKey } from '#subject';
import type { i32, Words } from '../../../contract.ts';

const NOTHING: i32 = -1;

/** Returns the value, or -1: not there. */
export function get(words: Words, mine: Words, key: i32, self: i32): i32 {
  return getValue(words, self, key, mine, 0) ? mine[0] : NOTHING;
}

/** Returns 1: new, 0: replaced, -1: full. */
export function put(words: Words, key: i32, value: i32, self: i32): i32 {
  return putValue(words, self, key, value);
}

/** Returns 1, or 0: it was not there. */
export function remove(words: Words, key: i32, self: i32): i32 {
  return removeKey(words, self, key) ? 1 : 0;
}
