/**
 * A value under a fair reader-writer lock: readers read together, but each writes the two words that all of them write.
 *
 * Source: Mellor-Crummey & Scott, "Scalable reader-writer synchronization for shared-memory multiprocessors", PPoPP 1991, for the lock
 * (src/locks/rw-ticket.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…        the lock, three lines
 *   VALUE_WORDS  words of the value; constant after init
 *   padding      so that values lie alike in 8 bytes, which bulk copies need
 *   VALUE…       the value, on the line of its length; written by the holder of the lock
 *
 * Thread contract: fewer than 32768 threads. Progress: blocking; a thread that is descheduled while it reads or writes holds up
 * everybody behind it.
 */
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { LOCK_WORDS, readLock, readUnlock, writeLock, writeUnlock } from '../locks/rw-ticket.ts';
import { copyIn, copyOut } from './_plain-copy.ts';

const VALUE_WORDS: i32 = LOCK_WORDS;
const VALUE: i32 = LOCK_WORDS + 2;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

// plain: the value is ordered by the lock, leaving of one holder before entering of the next; where it is, and its length, are constant
// after init. LP: while held.

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  readLock(words, self);
  copyOut(words, VALUE, words[VALUE_WORDS], into, at);
  readUnlock(words, self);
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const failed = writeLock(words, self);
  copyIn(words, VALUE, words[VALUE_WORDS], from, at);
  writeUnlock(words, self);
  return failed;
}

export default {
  kind: 'register',
  name: 'under-rw-ticket',
  title: 'Value under a reader-writer ticket lock',
  family: 'locked',
  values: 'whole',
  readersWrite: 'shared-line',
  readersMeetWriter: 'wait',
  writersWaitFor: 'readers',
  progress: 'blocking',
  useWhen:
    'values are so long that copying one takes longer than two line transfers, and the order of arrival must hold',
  restrictions: [
    'every reader writes two lines that all threads use',
    'a thread without a CPU holds up everybody behind it',
    'fewer than 32768 threads',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Scalable reader-writer synchronization for shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/109625.109637',
    },
  ],
  layout: { VALUE_WORDS, VALUE },
  freeRunning: [],
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
