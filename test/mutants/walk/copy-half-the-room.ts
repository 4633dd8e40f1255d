/** sequential-copy that reserves room for one half. */
import type { i32, WalkSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const FROM: i32 = 0;
const WALK_LINE_SHIFT: i32 = 4;
const WALK_LINE_WORDS: i32 = 16;

export function init(words: Words, lines: i32): void {
  const both: i32 = (lines + lines) | 0;
  // Ends with the last line. plain: not shared yet
  for (let line: i32 = 0; line < both; line++)
    words[(line << WALK_LINE_SHIFT) + FROM] = line < lines ? (line + 1) | 0 : 0;
}

export function walk(words: Words, lines: i32, at: i32, count: i32): i32 {
  const ahead: i32 = (lines - at) | 0;
  if (count < ahead) return copy(words, lines, at, count);
  copy(words, lines, at, ahead);
  return copy(words, lines, 0, (count - ahead) | 0);
}

/** Returns the line behind the last one. */
function copy(words: Words, lines: i32, first: i32, count: i32): i32 {
  const apart: i32 = lines << WALK_LINE_SHIFT;
  let from: i32 = ((first << WALK_LINE_SHIFT) + FROM) | 0;
  let to: i32 = (from + apart) | 0;
  // Ends after `count` lines. plain: FROM is constant after init; the lines of the copy are the caller's own
  for (let i: i32 = 0; i < count; i++) {
    words[to] = words[from];
    from = (from + WALK_LINE_WORDS) | 0;
    to = (to + WALK_LINE_WORDS) | 0;
  }
  return from >> WALK_LINE_SHIFT;
}

export default {
  kind: 'walk',
  name: 'copy-half-the-room',
  twin: 'sequential-copy',
  caughtBy: 'footprint',
  title: 'A copy without room',
  family: 'mutant',
  does: 'copy',
  bytesPerLine: 192,
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'sequential-copy, broken' }],
  layout: { FROM },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS, // BROKEN: the copy lies behind it
  init,
  walk,
} satisfies Mutant<WalkSpec>;
