/**
 * Follows a chain through all lines of a region: each load says where the next one goes, so that the next must wait for it. What a load
 * takes is what memory is away.
 *
 * Source: McVoy & Staelin, "lmbench: portable tools for performance analysis", USENIX 1996, its memory read latency (lat_mem_rd).
 * Differs: the chain goes through the lines in random order instead of a fixed stride, so that no prefetcher guesses the next one; it is
 * one cycle, made by Sattolo's shuffle (Sattolo, "An algorithm to generate a random cyclic permutation", Information Processing Letters
 * 22(6), 1986), of numbers from Marsaglia's xorshift (Journal of Statistical Software 8(14), 2003). The same in every run.
 *
 * Words: a line of 64 bytes for each of `lines`.
 *   NEXT  the line's first word: the number of the line that comes after it; constant after init
 *
 * Thread contract: any number of threads at once: nobody writes after init. `at` is a line's number.
 * Progress: wait-free.
 */
import type { i32, WalkSpec, Words } from '../../src/contract.ts';

const NEXT: i32 = 0;
/** 64 bytes: what travels between memory and a core of nearly every CPU. As a shift: an index is made of a line's number. */
const WALK_LINE_SHIFT: i32 = 4;
const WALK_LINE_WORDS: i32 = 16;

/** Where the random numbers begin; anything but 0. */
const SEED: i32 = 88675123;

export function init(words: Words, lines: i32): void {
  // In order, so that pages are placed as in the other walks. Ends with the last line. plain: not shared yet, and so below
  for (let line: i32 = 0; line < lines; line++) words[(line << WALK_LINE_SHIFT) + NEXT] = line;
  let random: i32 = SEED;
  let mask: i32 = maskOf((lines - 1) | 0);
  let line: i32 = (lines - 1) | 0;
  // Sattolo: each line, from the last to line 1, trades its successor with one before it, never with itself. Ends at line 0; a number
  // that is too large is left out, which happens less than every second time.
  while (line > 0) {
    random = nextRandom(random);
    const other: i32 = random & mask;
    if (other < line) {
      const at: i32 = ((line << WALK_LINE_SHIFT) + NEXT) | 0;
      const otherAt: i32 = ((other << WALK_LINE_SHIFT) + NEXT) | 0;
      const next: i32 = words[at];
      words[at] = words[otherAt];
      words[otherAt] = next;
      line = (line - 1) | 0;
      if (line <= mask >> 1) mask = mask >> 1;
    }
  }
}

/** The least number of ones, in binary, that is not below `most`. */
function maskOf(most: i32): i32 {
  let mask: i32 = 0;
  while (mask < most) mask = (mask << 1) | 1; // ends when it has as many digits
  return mask;
}

/** Marsaglia's xorshift of 32 bits, shifts 13, 17 and 5: every number but 0, once. */
function nextRandom(last: i32): i32 {
  let x: i32 = last ^ (last << 13);
  x = x ^ ((x >> 17) & 32767); // the dialect has no >>>: what the sign brings along is cut off
  return x ^ (x << 5);
}

export function walk(words: Words, lines: i32, at: i32, count: i32): i32 {
  let line: i32 = at;
  // Ends after `count` loads. plain: constant after init
  for (let i: i32 = 0; i < count; i++) line = words[(line << WALK_LINE_SHIFT) + NEXT];
  return line;
}

export default {
  kind: 'walk',
  name: 'pointer-chase',
  title: 'Pointer chase',
  family: 'random',
  does: 'chase',
  bytesPerLine: 64,
  control: true,
  progress: 'wait-free',
  useWhen: 'you want to know how far away memory is',
  restrictions: [
    'a region that fits into a cache tells of the cache',
    'most loads also look up their page, as random loads of a program do',
  ],
  sources: [
    {
      who: 'McVoy & Staelin',
      year: 1996,
      what: 'lmbench: portable tools for performance analysis',
      url: 'https://www.usenix.org/legacy/publications/library/proceedings/sd96/mcvoy.html',
    },
    {
      who: 'Sattolo',
      year: 1986,
      what: 'An algorithm to generate a random cyclic permutation',
      url: 'https://doi.org/10.1016/0020-0190(86)90073-6',
    },
    { who: 'Marsaglia', year: 2003, what: 'Xorshift RNGs', url: 'https://doi.org/10.18637/jss.v008.i14' },
  ],
  layout: { NEXT },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies WalkSpec;
