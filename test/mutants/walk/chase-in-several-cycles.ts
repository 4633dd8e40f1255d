/** pointer-chase whose shuffle lets a line keep its place: many short cycles instead of one long one. */
import type { i32, WalkSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NEXT: i32 = 0;
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
    if (other <= line) {
      // BROKEN: Fisher and Yates shuffle so, Sattolo does not
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
  name: 'chase-in-several-cycles',
  twin: 'pointer-chase',
  caughtBy: 'way',
  title: 'Chain in pieces',
  family: 'mutant',
  does: 'chase',
  bytesPerLine: 64,
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'pointer-chase, broken' }],
  layout: { NEXT },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies Mutant<WalkSpec>;
