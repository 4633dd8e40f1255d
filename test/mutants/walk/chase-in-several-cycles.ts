/** pointer-chase whose sequence falls into several cycles: the chain goes through one of them. */
import type { i32, WalkSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NEXT: i32 = 0;
const WALK_LINE_SHIFT: i32 = 4;
const WALK_LINE_WORDS: i32 = 16;
const MULTIPLIER: i32 = 1664525;
const INCREMENT: i32 = 1013904222; // BROKEN: even, so that odd numbers never follow even ones

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
