/**
 * Values of registers, word by word and atomically: a reader may be at them while they are written. Otherwise: _plain-copy.ts.
 *
 * The words that a caller passes or receives are its own; only those of the structure are shared.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, Words } from '../contract.ts';

/** Copy the `count` words at `value` to `into[at…]`, while others may write them. */
export function loadValue(words: Words, value: i32, count: i32, into: Words, at: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    // [acquire] so that what the caller looks at next is no older than the word; pairs with storeValue's [release] store of it.
    into[at + i] = Atomics.load(words, value + i); // plain: `into` is the caller's own
  }
}

/** Copy `from[at…]` to the `count` words at `value`, while others may read them. */
export function storeValue(words: Words, value: i32, count: i32, from: Words, at: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    // [release] whoever reads the word sees what this thread wrote before it; pairs with loadValue's [acquire] load of it.
    Atomics.store(words, value + i, from[at + i]); // plain: `from` is the caller's own
  }
}

/** Words of as many whole lines as `count` words need, where the next word has another writer. */
export function wholeLines(count: i32): i32 {
  return (count + LINE_WORDS - 1) & -LINE_WORDS;
}
