/**
 * A value under a distributed reader-writer lock: a reader writes only a line of its own, and a writer looks at all of them.
 *
 * Source: Hsieh & Weihl, "Scalable reader-writer locks for parallel systems", IPPS 1992; Vyukov, "Distributed reader-writer mutex",
 * 1024cores, 2011, for the lock (src/locks/rw-distributed.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…        the lock, four lines and one for each thread
 *   VALUE_AT     place of the value      VALUE_WORDS  its words; both constant after init. On the line of the lock's own constants, which
 *                every reader has anyway
 *   value…       written by the holder of the lock
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one. Progress: blocking; a thread that is descheduled
 * while it reads or writes holds up the other side.
 */
import type { i32, RegisterSpec, Words } from '../contract.ts';
import {
  init as initLock,
  lockWords,
  readLock,
  readUnlock,
  SPARE,
  writeLock,
  writeUnlock,
} from '../locks/rw-distributed.ts';
import { copyIn, copyOut } from './_plain-copy.ts';

const VALUE_AT: i32 = SPARE;
const VALUE_WORDS: i32 = SPARE + 1;

export function init(words: Words, threads: i32, valueWords: i32): void {
  initLock(words, threads);
  words[VALUE_AT] = lockWords(threads); // plain: not shared yet
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

// plain: the value is ordered by the lock, leaving of one holder before entering of the next; where it is, and its length, are constant
// after init. LP: while held.

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  readLock(words, self);
  copyOut(words, words[VALUE_AT], words[VALUE_WORDS], into, at);
  readUnlock(words, self);
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const failed = writeLock(words, self);
  copyIn(words, words[VALUE_AT], words[VALUE_WORDS], from, at);
  writeUnlock(words, self);
  return failed;
}

export default {
  kind: 'register',
  name: 'under-rw-distributed',
  title: 'Value under a distributed reader-writer lock',
  family: 'locked',
  values: 'whole',
  readersWrite: 'own-line',
  readersMeetWriter: 'wait',
  writersWaitFor: 'readers',
  progress: 'blocking',
  useWhen: 'reads are frequent, values are long, and a write may take its time',
  restrictions: [
    'a line for each thread, and a writer fetches all of them',
    'a thread without a CPU holds up the other side',
    'the number of threads is fixed at init',
  ],
  sources: [
    {
      who: 'Hsieh & Weihl',
      year: 1992,
      what: 'Scalable reader-writer locks for parallel systems',
      url: 'https://doi.org/10.1109/IPPS.1992.222989',
    },
    {
      who: 'Vyukov',
      year: 2011,
      what: 'Distributed reader-writer mutex',
      url: 'https://www.1024cores.net/home/lock-free-algorithms/reader-writer-problem/distributed-reader-writer-mutex',
    },
  ],
  layout: { VALUE_AT, VALUE_WORDS },
  freeRunning: [],
  copies: () => 1,
  sizeWords: (threads, valueWords) => lockWords(threads) + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
