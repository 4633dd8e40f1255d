/**
 * Copies one half of a region to the other, one word of every line: reading and writing at once, as most programs do.
 *
 * Source: McCalpin, STREAM, 1995, its kernel Copy. Differs: one word of each line. The lines move whole: one is read, another is fetched,
 * changed and, later, written back. 192 bytes move for each line; STREAM counts the read and the write, 128, and not the fetch.
 *
 * Words: two lines of 64 bytes for each of `lines`.
 *   FROM  a line's first word: the line's number + 1; constant after init. Line i is at i · 16 words
 *   to    0 after init, then a copy; line i is at (lines + i) · 16 words
 *
 * Thread contract: threads at once, if each keeps to lines of its own. `at` is a line's number, `count` at most `lines`; behind the last
 * line comes line 0.
 * Progress: wait-free.
 */
import type { i32, WalkSpec, Words } from '../../src/contract.ts';

const FROM: i32 = 0;
/** 64 bytes: what travels between memory and a core of nearly every CPU. As a shift: an index is made of a line's number. */
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
  name: 'sequential-copy',
  title: 'Sequential copy',
  family: 'sequential',
  does: 'copy',
  bytesPerLine: 192,
  control: true,
  progress: 'wait-free',
  useWhen: 'you want to know how fast one thread, or a node full of them, copies memory in order',
  restrictions: ['copies one word of each line', 'a region that fits into a cache tells of the cache'],
  sources: [{ who: 'McCalpin', year: 1995, what: 'STREAM', url: 'https://www.cs.virginia.edu/stream/' }],
  layout: { FROM },
  freeRunning: [],
  sizeWords: (lines) => 2 * lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies WalkSpec;
