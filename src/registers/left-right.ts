/**
 * Left-right: two copies of the value. A writer fills the one that nobody reads, sends readers there, and waits until nobody is left at
 * the other one, which is the next writer's. A reader never waits and never reads twice.
 *
 * Source: Ramalhete & Correia, "Brief announcement: Left-Right, a concurrency control technique with wait-free population oblivious
 * reads", DISC 2015 (the technical report "Left-Right: a concurrency control technique with wait-free population oblivious reads", 2013,
 * has the algorithm). Differs: a write replaces the whole value, so that the next one needs nothing of what stands where it writes, and
 * the second pass, which repeats the change in the other copy, is left out. Its waits stay, for the sake of the next writer. (Left to that
 * one, they would make this epoch.ts with two copies.) Each indicator of readers is a word for each thread, stored rather than counted;
 * the readers' side is the place of its copy itself.
 *
 * Words (each group on a line of its own):
 *   LOCK…        writers' mutex, two lines
 *   CURRENT      place of the copy that new readers read      VERSION  0 or 1: the indicator that new readers sign; both written by the
 *                writer that holds the mutex
 *   BOTH         sum of the places of both copies      VALUE_WORDS  words of the value      THREADS  how many; all constant after init
 *   NAP          always 0: something to sleep on; on the line of CURRENT, as the constants: every reader needs them
 *   INDICATORS…  a line for each thread: 1 in its word of indicator 0 or 1 while it reads
 *   copies…      left and right, filled up to whole lines
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Progress: a read is wait-free. A write is blocking: it waits for the writer before it, and twice for readers, but only for such as
 * began before it stored VERSION, so that new ones cannot hold it up for ever. A reader that dies while it reads holds up all writers.
 * Safety: a writer looks at each thread's two words after it has stored CURRENT. A reader signs before it reads CURRENT, so one that a
 * look does not find signs later, and reads the new copy, however long ago it has read VERSION.
 * Two indicators: new readers sign where the writer has looked already, so each word that it waits for becomes 0 and stays so, but for
 * a reader that had read VERSION before.
 * ABA: VERSION and CURRENT go back and forth; nothing is decided by comparing them with an earlier value.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';
import { wholeLines } from './_copy.ts';
import { copyIn, copyOut } from './_plain-copy.ts';

const CURRENT: i32 = LOCK_WORDS;
const VERSION: i32 = LOCK_WORDS + 1;
const BOTH: i32 = LOCK_WORDS + 2;
const VALUE_WORDS: i32 = LOCK_WORDS + 3;
const THREADS: i32 = LOCK_WORDS + 4;
const NAP: i32 = LOCK_WORDS + 5;
const INDICATORS: i32 = LOCK_WORDS + LINE_WORDS;

export function init(words: Words, threads: i32, valueWords: i32): void {
  initLock(words, threads);
  const left = indicatorOf(threads);
  words[CURRENT] = left; // plain: not shared yet, as all words here
  words[BOTH] = (left + left + wholeLines(valueWords)) | 0;
  words[VALUE_WORDS] = valueWords;
  words[THREADS] = threads;
}

/** The thread's word of indicator 0; that of indicator 1 is behind it. */
function indicatorOf(self: i32): i32 {
  return (INDICATORS + Math.imul(self, LINE_WORDS)) | 0;
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  const indicator = (indicatorOf(self) + Atomics.load(words, VERSION)) | 0; // [relaxed] either will do, see above
  // [seq-cst] Dekker with writeFrom: my signature before my look at CURRENT, there CURRENT before the look at the signatures.
  Atomics.store(words, indicator, 1);
  // LP. [seq-cst] as above; sees the copy, pairs with writeFrom's store of CURRENT.
  const current = Atomics.load(words, CURRENT);
  copyOut(words, current, words[VALUE_WORDS], into, at); // plain: signed; constant after init
  Atomics.store(words, indicator, 0); // [release] the copy has been read; pairs with awaitReaders' [acquire] load
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const failed = lock(words, self);
  const other = (words[BOTH] - words[CURRENT]) | 0; // plain: constant after init; only the holder of the mutex writes CURRENT
  // plain: the writer before has waited until nobody read here; constant after init
  copyIn(words, other, words[VALUE_WORDS], from, at);
  // LP. [seq-cst] see readInto. [release] publishes the copy.
  Atomics.store(words, CURRENT, other);
  const version = words[VERSION]; // plain: only the holder of the mutex writes VERSION
  awaitReaders(words, version ^ 1); // they had read VERSION before the write before this one
  Atomics.store(words, VERSION, version ^ 1); // [relaxed] new readers sign there, so that those here become fewer
  awaitReaders(words, version); // from now on nobody reads the copy that was replaced, until it is CURRENT again
  unlock(words, self);
  return failed;
}

/** Returns when each thread has been seen not to read under this indicator. */
function awaitReaders(words: Words, indicator: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  for (let self: i32 = 0; self < threads; self++) awaitReader(words, (indicatorOf(self) + indicator) | 0);
}

function awaitReader(words: Words, at: i32): void {
  let paused: i32 = 0;
  // [seq-cst] see readInto; [acquire] what was read here has been read. Ends when that thread has read once.
  while (Atomics.load(words, at) !== 0) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export default {
  kind: 'register',
  name: 'left-right',
  title: 'Left-right: two copies',
  family: 'copies',
  values: 'whole',
  readersWrite: 'own-line',
  readersMeetWriter: 'go-on',
  writersWaitFor: 'readers',
  progress: 'blocking',
  useWhen: 'reads must take the same time whatever writers do, and a write may wait for readers',
  restrictions: [
    'a write waits twice for readers',
    'a reader without a CPU holds up writers',
    'twice the memory, and a line for each thread',
    'the number of threads is fixed at init',
  ],
  sources: [
    {
      who: 'Ramalhete & Correia',
      year: 2015,
      what: 'Brief announcement: Left-Right, a concurrency control technique with wait-free population oblivious reads, DISC 2015',
    },
  ],
  layout: { CURRENT, VERSION, BOTH, VALUE_WORDS, THREADS, NAP, INDICATORS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before a writer sleeps' } },
  copies: () => 2,
  sizeWords: (threads, valueWords) => INDICATORS + threads * LINE_WORDS + 2 * wholeLines(valueWords),
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
