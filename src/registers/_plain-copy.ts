/** Values of registers that a lock, or an indicator of readers, keeps from being written while they are read. Otherwise: _copy.ts. */
import { copyWords } from '../atomics/copy.ts';
import type { i32, Words } from '../contract.ts';

/** Copy the `count` words at `value` to `into[at…]`. Nobody writes them meanwhile. */
export function copyOut(words: Words, value: i32, count: i32, into: Words, at: i32): void {
  copyWords(into, at, words, value, count); // plain: ordered by the caller's lock or indicator
}

/** Copy `from[at…]` to the `count` words at `value`. Nobody else is at them meanwhile. */
export function copyIn(words: Words, value: i32, count: i32, from: Words, at: i32): void {
  copyWords(words, value, from, at, count); // plain: ordered by the caller's lock or indicator
}
