/**
 * Reader-writer lock with tickets: readers and writers get in by the order in which they came, and readers who come one after another
 * are inside together.
 *
 * Source: Mellor-Crummey & Scott, "Scalable reader-writer synchronization for shared-memory multiprocessors", PPoPP 1991, the
 * centralized lock that is fair to both. Differs: the halves of the two words are exchanged, writers below and readers above, so
 * that a count that wraps needs no masking (see Wrap); the words are on lines of their own; no back-off; naps after some 100 µs.
 *
 * Words (each on a line of its own; a structure that holds a lock at its base reserves LOCK_WORDS for it):
 *   CAME  65536 times the readers that have come, plus the writers that have come, modulo 2^32; written by whoever comes
 *   GONE  the same of those that have left; written by whoever leaves
 *   NAP   always 0: something to sleep on
 * A writer waits until all that came before it have gone: GONE is what CAME was. A reader waits for the writers among them: the lower
 * halves are equal. The lock is free when the two words are equal.
 *
 * Thread contract: who has read-locked read-unlocks, and who has write-locked write-unlocks. Not reentrant. Fewer than 32768 threads.
 * Misuse: not detected. Leaving what one has not entered lets a writer in beside others, or lets everybody wait for ever.
 * Progress: blocking. Fairness: FIFO; a reader overtakes readers only. Zeroed words are a free lock, and so are any two equal words.
 * Wrap: both words are sums of the same steps, so a carry from the lower half is in both, and the upper one's is lost in both. While
 * a writer waits, what has gone differs from its ticket by fewer than 2^15 readers and 2^15 writers, and only 0 of each makes the
 * words equal. While a reader waits, or is inside, no writer behind it can go, so the lower half of GONE does not run past its own.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RwLockSpec, Words } from '../contract.ts';

const CAME: i32 = 0;
const GONE: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;
export const LOCK_WORDS: i32 = 3 * LINE_WORDS;

const WRITER: i32 = 1;
const READER: i32 = 0x10000;
const WRITERS: i32 = 0xffff;

export function readLock(words: Words, self: i32): i32 {
  const writers = Atomics.add(words, CAME, READER) & WRITERS; // [relaxed] decides the order; GONE carries what writers wrote
  let paused: i32 = 0;
  // LP. [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] store of GONE, also through readUnlock's adds.
  // Ends when all writers that came earlier have left.
  while ((Atomics.load(words, GONE) & WRITERS) !== writers) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  // LP. [release] what we have read was not written later; pairs with writeLock's [acquire] load of GONE.
  Atomics.add(words, GONE, READER);
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, CAME, WRITER); // [relaxed] as in readLock
  let paused: i32 = 0;
  // LP. [acquire] sees what the last writer wrote, and that readers have read; pairs with writeUnlock's [release] store and
  // readUnlock's [release] adds. Ends when all that came earlier have left.
  while (Atomics.load(words, GONE) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function writeUnlock(words: Words, self: i32): void {
  const gone = words[GONE]; // plain: written by those who leave, and only this thread is inside
  // LP. [release] publishes what the writer wrote; pairs with readLock's and writeLock's [acquire] load of GONE.
  Atomics.store(words, GONE, (gone + WRITER) | 0);
}

export default {
  kind: 'rwlock',
  name: 'rw-ticket',
  title: 'Reader-writer ticket lock',
  family: 'centralized',
  prefers: 'arrival',
  readersWrite: 'shared-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'the order of arrival must hold for readers and writers, sections are long, and each thread has a CPU',
  restrictions: [
    'every reader writes two lines that all threads use',
    'a writer between two readers keeps them apart, so that readers and writers in turn are all alone',
    'a thread without a CPU holds up everybody behind it',
    'fewer than 32768 threads',
    'misuse is not detected',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Scalable reader-writer synchronization for shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/109625.109637',
    },
  ],
  layout: { CAME, GONE, NAP },
  freeRunning: ['CAME', 'GONE'],
  sizeWords: () => LOCK_WORDS,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies RwLockSpec;
