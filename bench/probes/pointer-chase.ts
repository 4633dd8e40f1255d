/**
 * Follows a chain through all lines of a region: each load says where the next one goes, so that the next must wait for it. What a load
 * takes is what memory is away.
 *
 * Source: McVoy & Staelin, "lmbench: portable tools for performance analysis", USENIX 1996, its memory read latency (lat_mem_rd).
 * Differs: the chain goes through the lines in pseudo-random order instead of a fixed stride, so that no prefetcher guesses the next one.
 * It is a linear congruential sequence modulo a power of two, one cycle through all numbers below it as its multiplier is 1 modulo 4 and
 * its increment odd (Hull & Dobell, "Random Number Generators", SIAM Review 4(3), 1962); numbers that are no line's are left out. The
 * two constants are the well-known ones of Press et al., Numerical Recipes, 2nd ed., section 7.1. The same in every run.
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

const MULTIPLIER: i32 = 1664525;
const INCREMENT: i32 = 1013904223;

/** Sets the chain up in its own order, from line 0: what a cache has kept of it afterwards is the end, which is read last. */
export function init(words: Words, lines: i32): void {
  const mask: i32 = maskOf((lines - 1) | 0);
  let line: i32 = 0;
  // Ends with the last line of the chain. plain: not shared yet
  for (let i: i32 = 0; i < lines; i++) {
    const next: i32 = lineAfter(line, lines, mask);
    words[(line << WALK_LINE_SHIFT) + NEXT] = next;
    line = next;
  }
}

/** The least number of ones, in binary, that is not below `most`. */
function maskOf(most: i32): i32 {
  let mask: i32 = 0;
  while (mask < most) mask = (mask << 1) | 1; // ends when it has as many digits
  return mask;
}

/** Of a line and what comes after it in the sequence, the next that is a line, too. */
function lineAfter(line: i32, lines: i32, mask: i32): i32 {
  let next: i32 = numberAfter(line, mask);
  // Ends: the sequence comes back to `line` at the latest. Fewer than half of its numbers are no line's, so it takes few turns.
  while (next >= lines) next = numberAfter(next, mask);
  return next;
}

function numberAfter(number: i32, mask: i32): i32 {
  return (Math.imul(number, MULTIPLIER) + INCREMENT) & mask;
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
    'a region that is not several times a cache tells of the cache, too',
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
      who: 'Hull & Dobell',
      year: 1962,
      what: 'Random Number Generators',
      url: 'https://doi.org/10.1137/1004061',
    },
  ],
  layout: { NEXT },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies WalkSpec;
