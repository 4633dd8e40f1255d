/** What threads do with a ring. The functions have the names and the meaning of the ring's own; what they return fits into one number. */
import {
  tryPop as popItem,
  popMany as popItems,
  flush as publish,
  tryPush as pushItem,
  pushMany as pushItems,
  size,
} from '#subject';
import type { i32, Words } from '../../../contract.ts';

const NOTHING: i32 = -1;

/** Where `measure` leaves what it found. */
const SIZE: i32 = 0;

/** Returns 1, or 0: full. */
export function tryPush(words: Words, value: i32, self: i32): i32 {
  return pushItem(words, self, value) ? 1 : 0;
}

/** Returns the item, or -1: empty. */
export function tryPop(words: Words, mine: Words, self: i32): i32 {
  return popItem(words, self, mine, 0) ? mine[0] : NOTHING;
}

/** Push `first`, `first + 1` … Returns how many. */
export function pushMany(words: Words, mine: Words, first: i32, count: i32, self: i32): i32 {
  for (let i: i32 = 0; i < count; i++) mine[i] = (first + i) | 0;
  return pushItems(words, self, mine, 0, count);
}

/** Returns how many in the lowest hexadecimal digit, and the items, from 1 to 15, in those above, the first one lowest. */
export function popMany(words: Words, mine: Words, count: i32, self: i32): i32 {
  const popped = popItems(words, self, mine, 0, count);
  let packed: i32 = popped;
  for (let i: i32 = 0; i < popped; i++) packed = packed | (mine[i] << ((i + 1) << 2));
  return packed;
}

export function flush(words: Words, self: i32): void {
  publish(words, self);
}

/** Leave the size in `data`. */
export function measure(words: Words, data: Words): void {
  data[SIZE] = size(words); // plain: looked at when all threads have ended
}
