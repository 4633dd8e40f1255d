/**
 * A value under a phase-fair reader-writer lock: a reader waits for one writer at most, however many there are.
 *
 * Source: Brandenburg & Anderson, "Spin-based reader-writer synchronization for multiprocessor real-time systems", Real-Time Systems
 * 46, 2010, for the lock (src/locks/rw-phase-fair.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…        the lock, five lines
 *   VALUE_WORDS  words of the value; constant after init
 *   padding      so that values lie alike in 8 bytes, which bulk copies need
 *   VALUE…       the value, on the line of its length; written by the holder of the lock
 *
 * Thread contract: fewer than 2^30 threads. Progress: blocking; a thread that is descheduled while it reads or writes holds up
 * everybody behind it.
 */
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { LOCK_WORDS, readLock, readUnlock, writeLock, writeUnlock } from '../locks/rw-phase-fair.ts';
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
  name: 'under-rw-phase-fair',
  title: 'Value under a phase-fair reader-writer lock',
  family: 'locked',
  values: 'whole',
  readersWrite: 'shared-line',
  readersMeetWriter: 'wait',
  writersWaitFor: 'readers',
  progress: 'blocking',
  useWhen: 'values are long, and neither readers nor writers may wait for more than one of the other side',
  restrictions: [
    'every reader writes two lines that all readers use',
    'a thread without a CPU holds up everybody behind it',
  ],
  sources: [
    {
      who: 'Brandenburg & Anderson',
      year: 2010,
      what: 'Spin-based reader-writer synchronization for multiprocessor real-time systems',
      url: 'https://doi.org/10.1007/s11241-010-9097-2',
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
