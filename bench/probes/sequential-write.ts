/**
 * Writes a region from one end to the other, one word of every line: how fast lines come and go when their order is known.
 *
 * Source: McCalpin, STREAM, 1995: long vectors, walked in order. Differs: writes only, and one word of each line, so that no CPU takes
 * the line as overwritten whole: it is fetched, changed and, later, written back. 128 bytes move for each line.
 *
 * Words: a line of 64 bytes for each of `lines`.
 *   MARK  the line's first word: 0 after init, then the line's number + 1
 *
 * Thread contract: threads at once, if each keeps to lines of its own. `at` is a line's number, `count` at most `lines`; behind the last
 * line comes line 0.
 * Progress: wait-free.
 */
import type { i32, WalkSpec, Words } from '../../src/contract.ts';

const MARK: i32 = 0;
/** 64 bytes: what travels between memory and a core of nearly every CPU. As a shift: an index is made of a line's number. */
const WALK_LINE_SHIFT: i32 = 4;
const WALK_LINE_WORDS: i32 = 16;

export function init(words: Words, lines: i32): void {
  // Ends with the last line. plain: not shared yet
  for (let line: i32 = 0; line < lines; line++) words[(line << WALK_LINE_SHIFT) + MARK] = 0;
}

export function walk(words: Words, lines: i32, at: i32, count: i32): i32 {
  const ahead: i32 = (lines - at) | 0;
  if (count < ahead) return mark(words, at, count);
  mark(words, at, ahead);
  return mark(words, 0, (count - ahead) | 0);
}

/** Returns the line behind the last one. */
function mark(words: Words, first: i32, count: i32): i32 {
  let line: i32 = first;
  // Ends after `count` lines. plain: the lines are the caller's own; nobody else looks at them
  for (let i: i32 = 0; i < count; i++) {
    const next: i32 = (line + 1) | 0;
    words[(line << WALK_LINE_SHIFT) + MARK] = next;
    line = next;
  }
  return line;
}

export default {
  kind: 'walk',
  name: 'sequential-write',
  title: 'Sequential write',
  family: 'sequential',
  does: 'write',
  bytesPerLine: 128,
  control: true,
  progress: 'wait-free',
  useWhen: 'you want to know how fast one thread, or a node full of them, changes memory in order',
  restrictions: ['writes one word of each line', 'a region that fits into a cache tells of the cache'],
  sources: [{ who: 'McCalpin', year: 1995, what: 'STREAM', url: 'https://www.cs.virginia.edu/stream/' }],
  layout: { MARK },
  freeRunning: [],
  sizeWords: (lines) => lines * WALK_LINE_WORDS,
  init,
  walk,
} satisfies WalkSpec;
