import type { i32 } from '../contract.ts';

/**
 * Words between two words that different threads write: 32 words = 128 bytes, two 64-byte lines, because the
 * adjacent-line prefetcher of x86 and the 128-byte lines of some ARM cores couple neighbouring lines.
 * Intel's optimization manual names the prefetcher; crossbeam and folly pad to 128 for it too.
 */
export const LINE_WORDS: i32 = 32;
