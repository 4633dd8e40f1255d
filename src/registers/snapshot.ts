/**
 * Versions that nobody changes: each write fills a copy that is not in use and makes it the newest by one store. A reader copies the
 * newest, and looks whether its writer has begun to fill it again. Nobody waits, and readers write nothing.
 *
 * Source: Lamport, "Concurrent reading and writing", CACM 20(11), 1977, for a number that is changed before the value and read behind it;
 * Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012, for the order that the accesses need. Differs:
 * several copies, so that the number of a copy changes long after it has been replaced, not with every write.
 *
 * Words (each group on a line of its own):
 *   ROOT         place of the newest copy; written by every writer
 *   VALUE_WORDS  words of the value      STRIDE  words from one copy to the next      CURSORS  where the copies end and the
 *                cursors begin; all constant after init and on the line of ROOT: every reader needs VALUE_WORDS
 *   COPIES…      EACH for each thread, filled up to whole lines, with a word before the value; written by that thread
 *     STAMP      how often the copy has been filled, the current time included; free-running
 *   cursors…     a line for each thread: which of its copies it fills next, from 0 to EACH - 1; its own
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Progress: a write is wait-free, a read lock-free: it begins again only if a write was published between its two looks at ROOT, or if the
 * thread whose value it copies began its EACH-th write after that one. A thread that stops for ever, wherever it is, holds up nobody.
 * What a reader can rely on: a thread fills a copy only after it has published EACH - 1 others behind it, so that the copy is not at ROOT
 * and will not be before it is full; and it changes STAMP first. So a copy that was at ROOT after STAMP had been read, and whose STAMP is
 * the same at the end, was whole all the time. The second look at ROOT is what rules out a copy that is full and not published yet.
 * Wrap and ABA: STAMP is compared for equality: a reader is mistaken only if that copy was filled exactly 2^32 times, or a multiple, while
 * it read. ROOT may have pointed elsewhere between its two looks: STAMP tells whether that mattered.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { loadValue, storeValue, wholeLines } from './_copy.ts';

const ROOT: i32 = 0;
const VALUE_WORDS: i32 = 1;
const STRIDE: i32 = 2;
const CURSORS: i32 = 3;
const COPIES: i32 = LINE_WORDS;

// Relative to the copy.
const STAMP: i32 = 0;
const VALUE: i32 = 1;

/**
 * Copies of each thread; a power of two. Two suffice; with four, a copy is disturbed only when it takes longer than three writes of one
 * thread.
 */
const EACH: i32 = 4;

export function init(words: Words, threads: i32, valueWords: i32): void {
  const stride = strideOf(valueWords);
  words[ROOT] = copyOf(0, EACH - 1, stride); // plain: not shared yet, as all words here. Thread 0 fills this one last
  words[VALUE_WORDS] = valueWords;
  words[STRIDE] = stride;
  words[CURSORS] = copyOf(threads, 0, stride);
}

function strideOf(valueWords: i32): i32 {
  return wholeLines((VALUE + valueWords) | 0);
}

/** A thread's copy, by its number from 0 to EACH - 1. */
function copyOf(self: i32, nth: i32, stride: i32): i32 {
  return (COPIES + Math.imul(Math.imul(self, EACH) + nth, stride)) | 0;
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  let again: i32 = 0;
  // Ends with a whole copy; one in vain proves that others have written.
  while (!tryRead(words, into, at)) again = (again + 1) | 0;
  return again;
}

function tryRead(words: Words, into: Words, at: i32): boolean {
  const copy = Atomics.load(words, ROOT); // [relaxed] a guess, proved by the second look
  // [acquire] before the second look at ROOT. If it is older than what is found there, the last look at STAMP tells.
  const stamp = Atomics.load(words, copy + STAMP);
  // LP if the copy turns out whole. [acquire] sees what was filled in; pairs with writeFrom's [release] store.
  if (Atomics.load(words, ROOT) !== copy) return false;
  loadValue(words, (copy + VALUE) | 0, words[VALUE_WORDS], into, at); // plain: constant after init
  // [relaxed] behind the [acquire] loads of the value: who has seen a word of a later write sees that write's STAMP here.
  return Atomics.load(words, copy + STAMP) === stamp;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const cursor = (words[CURSORS] + Math.imul(self, LINE_WORDS)) | 0; // plain: constant after init
  const nth = words[cursor]; // plain: this thread's own
  const copy = copyOf(self, nth, words[STRIDE]); // plain: constant after init
  // [relaxed] storeValue's [release] stores, behind it, carry it to readers. plain: only this thread writes it.
  Atomics.store(words, copy + STAMP, (words[copy + STAMP] + 1) | 0);
  storeValue(words, (copy + VALUE) | 0, words[VALUE_WORDS], from, at); // plain: constant after init
  Atomics.store(words, ROOT, copy); // LP. [release] publishes the copy; pairs with tryRead's [acquire] load of ROOT
  words[cursor] = (nth + 1) & (EACH - 1); // plain: this thread's own
  return 0;
}

export default {
  kind: 'register',
  name: 'snapshot',
  title: 'Versions, stamped',
  family: 'optimistic',
  values: 'whole',
  readersWrite: 'nothing',
  readersMeetWriter: 'retry',
  writersWaitFor: 'nothing',
  progress: 'lock-free',
  useWhen: 'nobody may hold up anybody, readers must not write, and memory is no matter',
  restrictions: [
    'four copies of the value for each thread',
    'a reader begins again when a writer is much faster than it',
    'a reader must not act on what it has copied before it knows that the copy is whole',
    'every word of the value must be accessed atomically, and a write pays for it',
    'the number of threads is fixed at init',
  ],
  sources: [
    { who: 'Lamport', year: 1977, what: 'Concurrent reading and writing, CACM 20(11)' },
    {
      who: 'Boehm',
      year: 2012,
      what: 'Can seqlocks get along with programming language memory models?',
      url: 'https://doi.org/10.1145/2247684.2247688',
    },
  ],
  layout: { ROOT, VALUE_WORDS, STRIDE, CURSORS, STAMP: COPIES + STAMP },
  freeRunning: ['STAMP'],
  copies: (threads) => EACH * threads,
  sizeWords: (threads, valueWords) => copyOf(threads, 0, strideOf(valueWords)) + threads * LINE_WORDS,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
