/**
 * Reads a region from one end to the other, one word of every line: how fast lines come from memory when their order is known.
 *
 * Source: McCalpin, STREAM, 1995: long vectors, walked in order. Differs: reads only, and one word of each line. The whole line comes
 * all the same, and the loop stays so short that what is measured is memory, in JavaScript, too.
 *
 * Words: a line of 64 bytes for each of `lines`.
 *   MARK  the line's first word: 1; constant after init
 *
 * Thread contract: any number of threads, anywhere in the region, at once: nobody writes after init. `at` is a line's number, `count` at
 * most `lines`; behind the last line comes line 0.
 * Progress: wait-free.
 */
import type { i32, WalkSpec, Words } from '../../src/contract.ts';

const MARK: i32 = 0;
/** 64 bytes: what travels between memory and a core of nearly every CPU. As a shift: an index is made of a line's number. */
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
  return marks;
}

function wrap(line: i32, lines: i32): i32 {
  return line >= lines ? (line - lines) | 0 : line;
}

export default {
  kind: 'walk',
  name: 'sequential-read',
  title: 'Sequential read',
  family: 'sequential',
  does: 'read',
  bytesPerLine: 64,
  control: true,
  progress: 'wait-free',
  useWhen: 'you want to know how fast one thread, or a node full of them, reads memory in order',
  restrictions: ['reads one word of each line', 'a region that fits into a cache tells of the cache'],
  sources: [{ who: 'McCalpin', year: 1995, what: 'STREAM', url: 'https://www.cs.virginia.edu/stream/' }],
  layout: { MARK },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies WalkSpec;
