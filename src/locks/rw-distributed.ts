/**
 * Distributed reader-writer lock: each reader writes a line of its own, and a writer looks at all of them. Readers and writers take turns.
 *
 * Source: Hsieh & Weihl, "Scalable reader-writer locks for parallel systems", IPPS 1992 (private locks, of which a writer takes all);
 * Vyukov, "Distributed reader-writer mutex", 1024cores, 2011. Differs: a reader's lock is a word that it stores and a writer only
 * looks at; a writer says first that it is there, and a reader that finds it steps back. It steps back for this writer alone, and the
 * next one waits for it, so that neither side starves: the phases of Brandenburg & Anderson 2010. Naps after some 100 µs.
 *
 * Words (each group on a line of its own):
 *   WRITER   NO_WRITER 0, or the mark of the writer who is inside or next: its ticket with the bit 2 set; written by that writer
 *   NEXT     the next writer's ticket; written by writers who come
 *   SERVING  the ticket of the writer who may be inside; written by the writer who leaves
 *   THREADS  how many there are; constant after init
 *   NAP      always 0: something to sleep on; on the line of THREADS
 *   READERS… a line for each thread, its own: OUTSIDE 0, INSIDE 1, or a writer's mark: waits until WRITER is another, and is inside then
 * A reader stores INSIDE and then looks at WRITER; a writer stores WRITER and then looks at the readers' words. So at least one of the
 * two finds the other. A writer waits for each word that is neither OUTSIDE nor its own mark.
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of init. Who has read-locked read-unlocks, and who has
 * write-locked write-unlocks. Not reentrant.
 * Misuse: not detected. Leaving what one has not entered lets a writer in beside others, or lets everybody wait for ever.
 * Progress: blocking. Fairness: phases; a reader waits for one writer at most, and writers among themselves are FIFO.
 * Wrap: tickets are compared for equality only. Reuse of marks: between a reader's look at WRITER and its leaving, only the writer that
 * it has seen can leave, and not the next one, whose mark has another lowest bit, as parity goes on through 2^32.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RwLockSpec, Words } from '../contract.ts';

const WRITER: i32 = 0;
const NEXT: i32 = LINE_WORDS;
const SERVING: i32 = 2 * LINE_WORDS;
const THREADS: i32 = 3 * LINE_WORDS;
const NAP: i32 = 3 * LINE_WORDS + 1;
const READERS: i32 = 4 * LINE_WORDS;
/** Free up to READERS, on the line of what is constant: for constants of a structure that holds a lock at its base. */
export const SPARE: i32 = 3 * LINE_WORDS + 2;

const NO_WRITER: i32 = 0;
/** In every writer's mark, which is therefore neither NO_WRITER nor OUTSIDE nor INSIDE. */
const A_WRITER: i32 = 2;

const OUTSIDE: i32 = 0;
const INSIDE: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

function readerAt(thread: i32): i32 {
  return (READERS + Math.imul(thread, LINE_WORDS)) | 0;
}

/** Words of a lock for so many threads, for a structure that holds one at its base. */
export function lockWords(threads: i32): i32 {
  return readerAt(threads);
}

export function readLock(words: Words, self: i32): i32 {
  const mine = readerAt(self);
  Atomics.store(words, mine, INSIDE); // [seq-cst] before the load of WRITER; against writeLock's store of WRITER before its look here
  // LP when it finds no writer. [seq-cst] as above; sees what the last writer wrote, as an [acquire] of writeUnlock's [release] store.
  const writer = Atomics.load(words, WRITER);
  if (writer === NO_WRITER) return 0;
  Atomics.store(words, mine, writer); // [release] what we read in earlier sections was not written later; pairs with writeLock's load
  let paused: i32 = 0;
  // LP otherwise. [acquire] sees what that writer wrote; pairs with writeUnlock's store of WRITER, or the next writer's, which has seen
  // it. Ends when that writer has left; it does not wait for us, and the next one does.
  while (Atomics.load(words, WRITER) === writer) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  // LP. [release] what we have read was not written later; pairs with writeLock's [acquire] load.
  Atomics.store(words, readerAt(self), OUTSIDE);
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, NEXT, 1); // [relaxed] decides the order; SERVING carries what writers wrote
  let paused: i32 = 0;
  // [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] store of SERVING.
  // Ends when all writers with earlier tickets have left.
  while (Atomics.load(words, SERVING) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  const writer = A_WRITER | ticket;
  Atomics.store(words, WRITER, writer); // [seq-cst] before the looks at the readers; against readLock's store before its load of WRITER
  const threads = words[THREADS]; // plain: constant after init
  // LP at the last look. Ends after so many readers.
  for (let i: i32 = 0; i < threads; i++) letGo(words, readerAt(i), writer);
  return 0;
}

/** Wait until the reader at `at` is outside, or waits for `writer`, which is the caller. */
function letGo(words: Words, at: i32, writer: i32): void {
  // [seq-cst] see writeLock; what the reader has read in the section before was not written later, as an [acquire] of its [release] store.
  let state: i32 = Atomics.load(words, at);
  let paused: i32 = 0;
  // Ends when the reader has left its section, or has looked at WRITER.
  while (state !== OUTSIDE && state !== writer) {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    state = Atomics.load(words, at); // [acquire] as above; its announcement has been seen
  }
}

export function writeUnlock(words: Words, self: i32): void {
  // LP for readers. [release] publishes what the writer wrote; pairs with readLock's loads. Before SERVING: the next writer's own
  // store comes later.
  Atomics.store(words, WRITER, NO_WRITER);
  // LP for writers. [release] publishes what the writer wrote; pairs with writeLock's [acquire] load of SERVING.
  Atomics.store(words, SERVING, (words[SERVING] + 1) | 0); // plain: only the writer inside writes it, and that is this thread
}

export default {
  kind: 'rwlock',
  name: 'rw-distributed',
  title: 'Distributed reader-writer lock',
  family: 'distributed',
  prefers: 'phases',
  readersWrite: 'own-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'many threads read, writers are rare and may take long to get in, and each thread has a CPU',
  restrictions: [
    'a line per thread, and a writer fetches all of them',
    'a thread without a CPU holds up everybody behind it',
    'misuse is not detected',
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
    {
      who: 'Brandenburg & Anderson',
      year: 2010,
      what: 'Spin-based reader-writer synchronization for multiprocessor real-time systems',
      url: 'https://doi.org/10.1007/s11241-010-9097-2',
    },
  ],
  layout: { WRITER, NEXT, SERVING, THREADS, NAP, READERS },
  freeRunning: ['NEXT', 'SERVING'],
  sizeWords: lockWords,
  init,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies RwLockSpec;
