/** sequential-read that gets on by counting, so that a compiler may leave the reading out. */
import type { i32, WalkSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const MARK: i32 = 0;
const WALK_LINE_SHIFT: i32 = 4;
const WALK_LINE_WORDS: i32 = 16;

export function init(words: Words, lines: i32): void {
  // Ends with the last line.
  for (let line: i32 = 0; line < lines; line++) words[(line << WALK_LINE_SHIFT) + MARK] = 1; // plain: not shared yet
}

export function walk(words: Words, lines: i32, at: i32, count: i32): i32 {
  const ahead: i32 = (lines - at) | 0;
  if (count <= ahead) return wrap((at + marksOf(words, at, count)) | 0, lines);
  const marks: i32 = (marksOf(words, at, ahead) + marksOf(words, 0, (count - ahead) | 0)) | 0;
  return wrap((at + marks) | 0, lines);
}

/** One for each line that was read: the walk gets on by what it reads, so that no compiler leaves the reading out. */
function marksOf(words: Words, first: i32, count: i32): i32 {
  let marks: i32 = 0;
  let word: i32 = ((first << WALK_LINE_SHIFT) + MARK) | 0;
  // Ends after `count` lines. plain: constant after init
  for (let i: i32 = 0; i < count; i++) {
    marks = (marks + words[word]) | 0;
    word = (word + WALK_LINE_WORDS) | 0;
  }
  return count; // BROKEN: not what was read
}

function wrap(line: i32, lines: i32): i32 {
  return line >= lines ? (line - lines) | 0 : line;
}

export default {
  kind: 'walk',
  name: 'read-without-looking',
  twin: 'sequential-read',
  caughtBy: 'touches',
  title: 'Reading without looking',
  family: 'mutant',
  does: 'read',
  bytesPerLine: 64,
  progress: 'wait-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'sequential-read, broken' }],
  layout: { MARK },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies Mutant<WalkSpec>;
