/** A ring whose producers flush after each call: what went in can come out at once. Otherwise as ring.ts. */
import { flush } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import {
  measure as measureSize,
  tryPop as popItem,
  popMany as popItems,
  tryPush as pushItem,
  pushMany as pushItems,
} from './ring.ts';

export function tryPush(words: Words, value: i32, self: i32): i32 {
  const pushed = pushItem(words, value, self);
  flush(words, self);
  return pushed;
}

export function tryPop(words: Words, mine: Words, self: i32): i32 {
  return popItem(words, mine, self);
}

export function pushMany(words: Words, mine: Words, first: i32, count: i32, self: i32): i32 {
  const pushed = pushItems(words, mine, first, count, self);
  flush(words, self);
  return pushed;
}

export function popMany(words: Words, mine: Words, count: i32, self: i32): i32 {
  return popItems(words, mine, count, self);
}

export function measure(words: Words, data: Words): void {
  measureSize(words, data);
}
