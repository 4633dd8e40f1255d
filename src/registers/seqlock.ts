/**
 * Seqlock: a reader copies the value and looks whether a sequence number has moved meanwhile; if so, it copies again. Readers write
 * nothing.
 *
 * Source: Lameter, "Effective synchronization on Linux/NUMA systems", Gelato conference, 2005 (the seqlocks of Linux); Boehm, "Can
 * seqlocks get along with programming language memory models?", MSPC 2012, for the order that the accesses to the value need. It
 * reads the value with [acquire] loads, so that the second look at SEQUENCE stays behind them (a fence in between would do, too).
 * Differs: writers exclude each other by the sequence itself, which a compare-and-swap makes odd, instead of by a lock; naps after
 * some 100 µs.
 *
 * Words, without padding between them: who comes for one needs all
 *   SEQUENCE     even: nobody writes; odd: somebody does. Free-running, a write adds 2; written by writers
 *   VALUE_WORDS  words of the value; constant after init
 *   NAP          always 0: something to sleep on
 *   VALUE…       the value; written by the writer that has made SEQUENCE odd
 *
 * Thread contract: any number of readers and writers; `self` is not used.
 * Progress: blocking; a writer that is descheduled or dies in the middle holds up everybody. A reader may begin again for ever while
 * others write without a pause. Fairness among writers: none.
 * Wrap and ABA: SEQUENCE wraps at 2^32, from even to even. A reader is mistaken only if it sleeps, while it copies, through exactly 2^31
 * writes, or a multiple of that: at 20 ns a write, 43 seconds of nothing but writes, and it wakes between two certain ones. A writer's
 * compare-and-swap is right however often SEQUENCE has wrapped since its look: if it succeeds, nobody writes.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { loadValue, storeValue } from './_copy.ts';

const SEQUENCE: i32 = 0;
const VALUE_WORDS: i32 = 1;
const NAP: i32 = 2;
const VALUE: i32 = 3;

/** Set in SEQUENCE while somebody writes. */
const WRITING: i32 = 1;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  let again: i32 = 0;
  // LP: the look that found SEQUENCE as it still is behind the copy. Ends when no writer has come in between; a copy that was in vain
  // proves that a write has begun.
  while (!isCopied(words, awaitRest(words), into, at)) again = (again + 1) | 0;
  return again;
}

/** Copies the value. Was it whole? If so, SEQUENCE still is `sequence`. */
function isCopied(words: Words, sequence: i32, into: Words, at: i32): boolean {
  loadValue(words, VALUE, words[VALUE_WORDS], into, at); // plain: constant after init
  // [relaxed] behind the [acquire] loads of the value: who has seen a word of a later write sees that write's SEQUENCE here.
  return Atomics.load(words, SEQUENCE) === sequence;
}

/** Waits until nobody writes. Returns SEQUENCE, which is even then. */
function awaitRest(words: Words): i32 {
  let paused: i32 = 0;
  // [acquire] sees the value of the last write; pairs with writeFrom's [release] store.
  let sequence = Atomics.load(words, SEQUENCE);
  // Ends when a look meets no write.
  while ((sequence & WRITING) !== 0) {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    sequence = Atomics.load(words, SEQUENCE); // [acquire] as above
  }
  return sequence;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  let failed: i32 = 0;
  let sequence = awaitRest(words);
  // [acquire] success: nobody wrote, and now this thread does; pairs with the [release] store of the writer before, whose words are
  // older than this one's. The value's own [release] stores keep behind it. Ends with that; a failure proves that another writer began.
  while (Atomics.compareExchange(words, SEQUENCE, sequence, sequence | WRITING) !== sequence) {
    failed = (failed + 1) | 0;
    sequence = awaitRest(words);
  }
  storeValue(words, VALUE, words[VALUE_WORDS], from, at); // plain: constant after init
  // LP. [release] publishes the value; pairs with awaitRest's [acquire] loads.
  Atomics.store(words, SEQUENCE, (sequence + 2) | 0);
  return failed;
}

export default {
  kind: 'register',
  name: 'seqlock',
  title: 'Sequence lock',
  family: 'optimistic',
  values: 'whole',
  readersWrite: 'nothing',
  readersMeetWriter: 'wait-and-retry',
  writersWaitFor: 'nothing',
  progress: 'blocking',
  useWhen: 'a value of a few words is read all the time and written now and then',
  restrictions: [
    'a reader begins again whenever a writer has come in between, for ever if writers never pause',
    'a writer without a CPU holds up all readers',
    'a reader must not act on what it has copied before it knows that the copy is whole',
    'every word of the value must be accessed atomically',
  ],
  sources: [
    { who: 'Lameter', year: 2005, what: 'Effective synchronization on Linux/NUMA systems' },
    {
      who: 'Boehm',
      year: 2012,
      what: 'Can seqlocks get along with programming language memory models?',
      url: 'https://doi.org/10.1145/2247684.2247688',
    },
  ],
  layout: { SEQUENCE, VALUE_WORDS, NAP, VALUE },
  freeRunning: ['SEQUENCE'],
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
