/**
 * Phase-fair reader-writer lock (PF-T): readers and writers take turns. A reader waits for one writer at most, however many there are,
 * and all readers that wait get in together.
 *
 * Source: Brandenburg & Anderson, "Spin-based reader-writer synchronization for multiprocessor real-time systems", Real-Time
 * Systems 46, 2010, the algorithm PF-T. Differs: a reader counts 4 instead of 256, as only the two lowest bits are the writer's, and
 * a writer that leaves clears them by an atomic `and` (the original stores a byte); the words are on lines of their own; naps after
 * some 100 µs.
 *
 * Words (each on a line of its own; a structure that holds a lock at its base reserves LOCK_WORDS for it):
 *   RIN   4 times the readers that have come; in the two lowest bits 0: no writer is inside or next, or 2 or 3: one is, with an even
 *         or odd ticket. Written by readers who come, and by the writer who is next and when it leaves
 *   ROUT  4 times the readers that have left; written by readers who leave
 *   WIN   the next writer's ticket; written by writers who come
 *   WOUT  the ticket of the writer who may be inside; written by the writer who leaves
 *   NAP   always 0: something to sleep on
 * A writer waits for its ticket, then puts its two bits into RIN, then waits until the readers that it found counted there have left.
 * A reader who finds a writer's bits waits until they are others.
 *
 * Thread contract: who has read-locked read-unlocks, and who has write-locked write-unlocks. Not reentrant. Fewer than 2^30 threads.
 * Misuse: not detected. Leaving what one has not entered lets a writer in beside others, or lets everybody wait for ever.
 * Progress: blocking. Fairness: phases; writers among themselves are FIFO. Zeroed words are a free lock.
 * Wrap: RIN and ROUT count modulo 2^30 above the writer's bits, which they must not disturb: both start at the same multiple of 4. They
 * and tickets are compared for equality only, and parity goes on through 2^32. Reuse of the bits: a reader that waits is counted in RIN,
 * so the writer after the one it waits for cannot get in, and not leave, before the reader has looked; that writer's bits are others.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RwLockSpec, Words } from '../contract.ts';

const RIN: i32 = 0;
const ROUT: i32 = LINE_WORDS;
const WIN: i32 = 2 * LINE_WORDS;
const WOUT: i32 = 3 * LINE_WORDS;
const NAP: i32 = 4 * LINE_WORDS;
export const LOCK_WORDS: i32 = 5 * LINE_WORDS;

const READER: i32 = 4;
const WRITER_BITS: i32 = 3;
const NO_WRITER: i32 = 0;
/** With the parity of its ticket in the lowest bit. */
const WRITER: i32 = 2;

export function readLock(words: Words, self: i32): i32 {
  // LP when it finds no writer. [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] `and`. It need not show
  // a writer that comes that we are here: that writer's add to the same word does.
  const writer = Atomics.add(words, RIN, READER) & WRITER_BITS;
  if (writer === NO_WRITER) return 0;
  let paused: i32 = 0;
  // LP otherwise. [acquire] sees what that writer wrote; pairs with its [release] `and`, also through the next one's add.
  // Ends when that writer has left.
  while ((Atomics.load(words, RIN) & WRITER_BITS) === writer) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  // LP. [release] what we have read was not written later; pairs with writeLock's [acquire] load of ROUT.
  Atomics.add(words, ROUT, READER);
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, WIN, 1); // [relaxed] decides the order; WOUT carries what writers wrote
  let paused: i32 = 0;
  // [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] store of WOUT.
  // Ends when all writers with earlier tickets have left.
  while (Atomics.load(words, WOUT) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  // [relaxed] decides which readers come before us; ROUT shows when they have left. The bits are 0: the last writer cleared them.
  const readers = Atomics.add(words, RIN, WRITER | (ticket & 1));
  paused = 0;
  // LP. [acquire] readers have read; pairs with readUnlock's [release] adds.
  // Ends when all readers that came before the add have left; those who come now wait.
  while (Atomics.load(words, ROUT) !== readers) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function writeUnlock(words: Words, self: i32): void {
  // LP for readers. [release] publishes what the writer wrote; pairs with readLock's [acquire]. Before WOUT: the next writer adds its
  // bits to none.
  Atomics.and(words, RIN, ~WRITER_BITS);
  // LP for writers. [release] publishes what the writer wrote, and that the bits are cleared; pairs with writeLock's [acquire] load.
  Atomics.store(words, WOUT, (words[WOUT] + 1) | 0); // plain: only the writer inside writes it, and that is this thread
}

export default {
  kind: 'rwlock',
  name: 'rw-phase-fair',
  title: 'Phase-fair reader-writer lock',
  family: 'centralized',
  prefers: 'phases',
  readersWrite: 'shared-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen:
    'readers must not wait for more than one writer, nor a writer for readers that come later, and each thread has a CPU',
  restrictions: [
    'every reader writes two lines that all readers use',
    'a thread without a CPU holds up everybody behind it',
    'misuse is not detected',
  ],
  sources: [
    {
      who: 'Brandenburg & Anderson',
      year: 2010,
      what: 'Spin-based reader-writer synchronization for multiprocessor real-time systems',
      url: 'https://doi.org/10.1007/s11241-010-9097-2',
    },
  ],
  layout: { RIN, ROUT, WIN, WOUT, NAP },
  freeRunning: ['RIN', 'ROUT', 'WIN', 'WOUT'],
  sizeWords: () => LOCK_WORDS,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies RwLockSpec;
