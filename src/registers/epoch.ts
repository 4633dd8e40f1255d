/**
 * Epoch-based reclamation: a reader says on its own line in which epoch it reads; a copy is overwritten only when nobody reads in an
 * epoch in which it could be found.
 *
 * Source: Fraser, "Practical lock-freedom", PhD thesis, Cambridge 2004, section 5.2.3; the idea of a grace period is McKenney &
 * Slingwine, "Read-copy update: using execution history to solve concurrency problems", PDCS 1998. Differs: every write begins an epoch,
 * so that the number of the last write is the epoch, and says at once which copy is the newest; copies are used in turn, so that the
 * list of free ones is their order; one mutex for all writers.
 *
 * Words (each group on a line of its own):
 *   LOCK…        writers' mutex, two lines
 *   ROOT         number of the last write, which is the epoch; free-running, a write adds STEP; written by the writer that holds the mutex
 *   VALUE_WORDS  words of the value      STRIDE  words from one copy to the next      THREADS  how many      FIRST  the first copy; all
 *                constant after init and on the line of ROOT: every reader needs them
 *   NAP          always 0: something to sleep on; likewise
 *   READERS…     a line for each thread: OUTSIDE 0, or, while it reads, an epoch with READING set; written by that thread
 *   copies…      COPIES of them, filled up to whole lines; that of write w is number (w / STEP) modulo COPIES
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Progress: a read is wait-free. A write is blocking: it waits for the writer before it, and for readers that began before the last
 * COPIES - 1 writes. A reader that stops for ever while it reads lets at most that many more through, and then holds up all writers.
 * Reuse: a reader looks at ROOT, announces what it found, and looks at ROOT again; what it reads then is of the announced epoch or a
 * later one, as ROOT only goes on. So whoever could be at the copy of write w announces w or an earlier number, and the writer that wants
 * that copy waits for all of these. A reader that announces after the writer has looked at its line finds ROOT at least where it was then.
 * Wrap: epochs are compared by difference. A reader that sleeps between its two looks at ROOT through 2^30 writes would announce an epoch
 * that seems to lie ahead, and not be waited for: at 100 ns a write, 107 seconds of nothing but writes.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { copyWords } from '../atomics/copy.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';
import { wholeLines } from './_copy.ts';

const ROOT: i32 = LOCK_WORDS;
const VALUE_WORDS: i32 = LOCK_WORDS + 1;
const STRIDE: i32 = LOCK_WORDS + 2;
const THREADS: i32 = LOCK_WORDS + 3;
const FIRST: i32 = LOCK_WORDS + 4;
const NAP: i32 = LOCK_WORDS + 5;
const READERS: i32 = LOCK_WORDS + LINE_WORDS;

/** A power of two, as ROOT wraps: the newest, the one that is written next, and two that readers may take their time with. */
const COPIES: i32 = 4;
/** Leaves the lowest bit free for READING. */
const STEP: i32 = 2;

const OUTSIDE: i32 = 0;
/** Tells an announced epoch from OUTSIDE. */
const READING: i32 = 1;

export function init(words: Words, threads: i32, valueWords: i32): void {
  initLock(words, threads);
  words[VALUE_WORDS] = valueWords; // plain: not shared yet, as all words here
  words[STRIDE] = wholeLines(valueWords);
  words[THREADS] = threads;
  words[FIRST] = readerOf(threads);
}

function readerOf(self: i32): i32 {
  return (READERS + Math.imul(self, LINE_WORDS)) | 0;
}

function copyOf(words: Words, root: i32): i32 {
  return (words[FIRST] + Math.imul((root >> 1) & (COPIES - 1), words[STRIDE])) | 0; // plain: constant after init
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  const reader = readerOf(self);
  const epoch = Atomics.load(words, ROOT); // [relaxed] an older one only makes writers wait longer
  // [seq-cst] Dekker with writeFrom: the announcement before the look at ROOT, there ROOT before the look at the announcements.
  Atomics.store(words, reader, epoch | READING);
  // LP. [seq-cst] as above; sees the copy, pairs with writeFrom's store of ROOT.
  const root = Atomics.load(words, ROOT);
  copyWords(into, at, words, copyOf(words, root), words[VALUE_WORDS]); // plain: announced; constant after init
  Atomics.store(words, reader, OUTSIDE); // [release] the copy has been read; pairs with awaitReader's [acquire] load
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const failed = lock(words, self);
  const next = (words[ROOT] + STEP) | 0; // plain: only the holder of the mutex writes ROOT
  awaitReaders(words, (next - STEP * (COPIES - 1)) | 0);
  copyWords(words, copyOf(words, next), from, at, words[VALUE_WORDS]); // plain: nobody is there, or comes; constant after init
  // LP. [seq-cst] before the next writers' looks at the announcements, see readInto. [release] publishes the copy.
  Atomics.store(words, ROOT, next);
  unlock(words, self);
  return failed;
}

/** Returns when each thread has been seen outside, or in the epoch `oldest` or a later one. */
function awaitReaders(words: Words, oldest: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  for (let self: i32 = 0; self < threads; self++) awaitReader(words, readerOf(self), oldest);
}

function awaitReader(words: Words, reader: i32, oldest: i32): void {
  let paused: i32 = 0;
  // Ends when that thread has finished the read that it was at.
  while (true) {
    // [seq-cst] see readInto; [acquire] what was read before has been read, pairs with readInto's stores of its line.
    const announced = Atomics.load(words, reader);
    if (announced === OUTSIDE || ((announced - oldest) | 0) >= 0) return;
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
}

export default {
  kind: 'register',
  name: 'epoch',
  title: 'Epoch-based reclamation',
  family: 'reclamation',
  values: 'whole',
  readersWrite: 'own-line',
  readersMeetWriter: 'go-on',
  writersWaitFor: 'place',
  progress: 'blocking',
  useWhen:
    'reads must take the same time whatever writers do, writers may wait for a slow reader, and the number of copies must not grow with threads',
  restrictions: [
    'a read stores twice to a line of its own, even where nobody writes',
    'a reader without a CPU holds up writers after a few more writes, and all other readers none',
    'one writer at a time, and a writer looks at the lines of all threads',
    'the number of threads is fixed at init',
  ],
  sources: [
    {
      who: 'McKenney & Slingwine',
      year: 1998,
      what: 'Read-copy update: using execution history to solve concurrency problems, PDCS 1998',
    },
    {
      who: 'Fraser',
      year: 2004,
      what: 'Practical lock-freedom, section 5.2.3 (epoch-based reclamation)',
      url: 'https://www.cl.cam.ac.uk/techreports/UCAM-CL-TR-579.html',
    },
  ],
  layout: { ROOT, VALUE_WORDS, STRIDE, THREADS, FIRST, NAP, READERS },
  freeRunning: ['ROOT'],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before a writer sleeps' } },
  copies: () => COPIES,
  sizeWords: (threads, valueWords) => READERS + threads * LINE_WORDS + COPIES * wholeLines(valueWords),
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
