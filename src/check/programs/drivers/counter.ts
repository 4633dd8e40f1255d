/** What threads do with a counter: add, read meanwhile, and read after having synchronized with all who added. */
import { add as addAmount, read as readCount } from '#subject';
import { pause } from '../../../atomics/pause.ts';
import type { i32, Words } from '../../../contract.ts';

/** Threads that have made all their additions. */
const FINISHED: i32 = 0;
/** What `readWhenFinished` found. */
const FOUND: i32 = 1;

/** Add `amount`; how many exchanges failed is nobody's business. */
export function add(words: Words, amount: i32, self: i32): void {
  addAmount(words, self, amount);
}

export function read(words: Words): i32 {
  return readCount(words);
}

/** This thread has made all its additions. */
export function finish(data: Words): void {
  Atomics.add(data, FINISHED, 1); // [acq-rel] publishes the additions; pairs with readWhenFinished's [acquire] load
}

/** Read when `adders` threads have finished, and leave what was found in `data`. */
export function readWhenFinished(words: Words, data: Words, adders: i32): void {
  // [acquire] pairs with finish's add. Ends when the last of them has called it.
  while (Atomics.load(data, FINISHED) !== adders) pause();
  data[FOUND] = readCount(words); // plain: looked at when all threads have ended
}
