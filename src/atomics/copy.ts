import type { i32, Words } from '../contract.ts';

/**
 * From this many words on, `TypedArray.set` beats the loop although it needs a view, if both ranges lie alike within
 * 8 bytes. If they do not, V8 copies shared memory byte by byte (docs/tried-and-rejected.md).
 */
const BULK_WORDS = 64;

/**
 * Copy `count` words. Plain accesses all: the caller publishes them, or has acquired them, by an atomic one.
 *
 * Both ranges must lie inside their words and must not overlap. WebAssembly's twin is copy.wasm.ts.
 */
export function copyWords(to: Words, toAt: i32, from: Words, fromAt: i32, count: i32): void {
  if (count >= BULK_WORDS && ((to.byteOffset + 4 * toAt - from.byteOffset - 4 * fromAt) & 7) === 0) {
    to.set(from.subarray(fromAt, fromAt + count), toAt);
    return;
  }
  let i = 0;
  // Eight at a time: a quarter less time than the plain loop, which checks for interrupts at every turn.
  for (const end = count & ~7; i < end; i += 8) {
    const t = toAt + i;
    const f = fromAt + i;
    to[t] = from[f];
    to[t + 1] = from[f + 1];
    to[t + 2] = from[f + 2];
    to[t + 3] = from[f + 3];
    to[t + 4] = from[f + 4];
    to[t + 5] = from[f + 5];
    to[t + 6] = from[f + 6];
    to[t + 7] = from[f + 7];
  }
  for (; i < count; i++) to[toAt + i] = from[fromAt + i];
}
