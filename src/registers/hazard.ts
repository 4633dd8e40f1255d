/**
 * Hazard pointers: a reader says on its own line which copy it is at; a writer takes a copy that is neither the newest nor in any
 * thread's line. Nobody ever waits for anybody.
 *
 * Source: Michael, "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS 15(6), 2004. Differs: a fixed number of
 * copies instead of lists of retired ones, so many that one is always free; a reader leaves its hazard where it is when it has read, so
 * that it need not announce the same copy again: where nobody writes, a read stores nothing at all.
 *
 * Words (each group on a line of its own):
 *   ROOT         place of the newest copy; written by every writer
 *   VALUE_WORDS  words of the value      STRIDE  words from one copy to the next      THREADS  how many      HAZARDS  where the copies end
 *                and the hazards begin; all constant after init and on the line of ROOT: every reader needs them
 *   COPIES…      2 × THREADS, filled up to whole lines, each with two words before its value:
 *     TAKEN      free-running: even while it is the newest or a writer's, odd (FREE) while anyone may take it; written by whoever takes it,
 *                and by the writer that has replaced it
 *     padding    so that values lie alike in 8 bytes, which bulk copies need
 *   hazards…     a line for each thread: place of the copy that it reads or has read last, or 0; written by that thread
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Progress: lock-free. A reader begins again only when a write was published between its look at ROOT and the one behind its announcement.
 * A writer looks for a copy that is free. At any moment one is: the newest is not; each other thread keeps one copy at most from being
 * taken by its hazard, and one by being in the middle of a write, and this thread's own hazard does not count, as it is not reading. So a
 * writer that has gone round in vain has met copies that became hazards, or were taken, while it went round. No write need have come in
 * between: a reader that looked at ROOT long ago may announce what it found there just before the writer looks. But only a copy that has
 * been replaced since that reader's look can be in the writer's way so, and the reader must look at ROOT, and find another copy there,
 * before it announces anew: each such change is paid for by a write since then, and a write pays once for each reader. Threads that stop
 * for ever keep no more.
 * Reuse and ABA: a copy is looked at in this order: FREE, in no hazard, taken by a compare-and-swap of the number that was found first.
 * If that succeeds the copy has been free all the while, so it was never the newest; and a reader that announces it later finds another one
 * at ROOT. A hazard that was left behind protects like a new one: it was announced before this look at ROOT, which is all that counts.
 * Wrap: the compare-and-swap is mistaken only if that one copy has been taken exactly 2^31 times, or a multiple, since the look.
 */
import { copyWords } from '../atomics/copy.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { wholeLines } from './_copy.ts';

const ROOT: i32 = 0;
const VALUE_WORDS: i32 = 1;
const STRIDE: i32 = 2;
const THREADS: i32 = 3;
const HAZARDS: i32 = 4;
const COPIES: i32 = LINE_WORDS;

// Relative to the copy.
const TAKEN: i32 = 0;
const VALUE: i32 = 2;

/** Set in TAKEN while nobody has the copy. */
const FREE: i32 = 1;

export function init(words: Words, threads: i32, valueWords: i32): void {
  const stride = strideOf(valueWords);
  const end = (COPIES + Math.imul(threads << 1, stride)) | 0;
  words[ROOT] = COPIES; // plain: not shared yet, as all words here
  words[VALUE_WORDS] = valueWords;
  words[STRIDE] = stride;
  words[THREADS] = threads;
  words[HAZARDS] = end;
  // Ends with the last copy. The first one is the newest.
  for (let copy = (COPIES + stride) | 0; copy < end; copy = (copy + stride) | 0) words[copy + TAKEN] = FREE;
}

function strideOf(valueWords: i32): i32 {
  return wholeLines((VALUE + valueWords) | 0);
}

function hazardOf(words: Words, self: i32): i32 {
  return (words[HAZARDS] + Math.imul(self, LINE_WORDS)) | 0; // plain: constant after init
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  const hazard = hazardOf(words, self);
  let announced: i32 = 0;
  // LP if the copy is announced already. [seq-cst] and [acquire] as in the loop.
  let copy = Atomics.load(words, ROOT);
  // Ends when the copy at ROOT is the announced one; each round but the first proves that a write was published in between.
  // plain: only this thread writes its hazard.
  while (words[hazard] !== copy) {
    // [seq-cst] Dekker with writeFrom: the hazard before the look at ROOT, there ROOT before the look at hazards. [release] the copy that
    // was announced before has been read; pairs with isHazard's [acquire] load.
    Atomics.store(words, hazard, copy);
    // LP if it is the last. [seq-cst] as above; [acquire] sees the copy, pairs with writeFrom's [release] exchange.
    copy = Atomics.load(words, ROOT);
    announced = (announced + 1) | 0;
  }
  copyWords(into, at, words, (copy + VALUE) | 0, words[VALUE_WORDS]); // plain: announced; constant after init
  return announced === 0 ? 0 : (announced - 1) | 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const stride = words[STRIDE]; // plain: constant after init
  let failed: i32 = 0;
  // Two places for each thread to begin, so that writers do not meet at the first free copy. plain: constant after init.
  let copy = (COPIES + Math.imul(self << 1, stride)) | 0;
  // Ends at a copy that nobody reads or has. A failed exchange proves that another writer took the copy, a whole round in vain that others
  // took or announced copies meanwhile; an announcement is paid for by a write since its reader's look at ROOT.
  while (true) {
    // [acquire] it has been replaced; pairs with the [release] store of TAKEN below.
    const taken = Atomics.load(words, copy + TAKEN);
    if ((taken & FREE) !== 0 && !isHazard(words, self, copy)) {
      // [relaxed] success: nobody has had the copy since the look at TAKEN, so nobody reads it, and now it is this thread's.
      if (Atomics.compareExchange(words, copy + TAKEN, taken, (taken + 1) | 0) === taken) break;
      failed = (failed + 1) | 0;
    }
    copy = (copy + stride) | 0;
    if (copy === words[HAZARDS]) copy = COPIES; // plain: constant after init
  }
  copyWords(words, (copy + VALUE) | 0, from, at, words[VALUE_WORDS]); // plain: this thread's own; constant after init
  // LP. [release] publishes the copy; [acquire] of the one that is replaced, to hand it on. [seq-cst] before later looks at hazards, see
  // readInto.
  const replaced = Atomics.exchange(words, ROOT, copy);
  // [release] free from now on, and no longer at ROOT; pairs with the [acquire] load of TAKEN above.
  // plain: whoever took it wrote TAKEN last, and published it by the exchange.
  Atomics.store(words, replaced + TAKEN, (words[replaced + TAKEN] + 1) | 0);
  return failed;
}

/** Is or was another thread at this copy? */
function isHazard(words: Words, self: i32, copy: i32): boolean {
  const threads = words[THREADS]; // plain: constant after init
  for (let other: i32 = 0; other < threads; other++) {
    // [seq-cst] see readInto; [acquire] what the thread was at before has been read, pairs with readInto's store of its hazard.
    if (other !== self && Atomics.load(words, hazardOf(words, other)) === copy) return true;
  }
  return false;
}

export default {
  kind: 'register',
  name: 'hazard',
  title: 'Hazard pointers',
  family: 'reclamation',
  values: 'whole',
  readersWrite: 'own-line',
  readersMeetWriter: 'retry',
  writersWaitFor: 'nothing',
  progress: 'lock-free',
  useWhen: 'nobody may hold up anybody, however slow, and the value is read much more often than written',
  restrictions: [
    'two copies of the value for each thread, and a line',
    'a writer looks at the lines of all threads, several times if they are at many copies',
    'a reader announces and looks again after every write',
    'the number of threads is fixed at init',
  ],
  sources: [
    {
      who: 'Michael',
      year: 2004,
      what: 'Hazard pointers: safe memory reclamation for lock-free objects',
      url: 'https://doi.org/10.1109/TPDS.2004.8',
    },
  ],
  layout: { ROOT, VALUE_WORDS, STRIDE, THREADS, HAZARDS, TAKEN: COPIES + TAKEN },
  freeRunning: ['TAKEN'],
  copies: (threads) => 2 * threads,
  sizeWords: (threads, valueWords) => COPIES + 2 * threads * strideOf(valueWords) + threads * LINE_WORDS,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
