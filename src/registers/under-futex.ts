/**
 * A value under a mutex: what every other register has to beat. Readers exclude each other, too.
 *
 * Source: Drepper, "Futexes are tricky", 2011, for the mutex (src/locks/futex.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…        the lock, two lines
 *   VALUE_WORDS  words of the value; constant after init
 *   padding      so that values lie alike in 8 bytes, which bulk copies need
 *   VALUE…       the value, on the line of its length; written by the holder of the lock
 *
 * Thread contract: any number of threads. Progress: blocking; a holder that is descheduled holds up everybody.
 */
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../locks/futex.ts';
import { copyIn, copyOut } from './_plain-copy.ts';

const VALUE_WORDS: i32 = LOCK_WORDS;
const VALUE: i32 = LOCK_WORDS + 2;

export function init(words: Words, threads: i32, valueWords: i32): void {
  initLock(words, threads);
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

// plain: the value is ordered by the lock, leaving of one holder before entering of the next; where it is, and its length, are constant
// after init. LP: while held.

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  lock(words, self);
  copyOut(words, VALUE, words[VALUE_WORDS], into, at);
  unlock(words, self);
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  const failed = lock(words, self);
  copyIn(words, VALUE, words[VALUE_WORDS], from, at);
  unlock(words, self);
  return failed;
}

export default {
  kind: 'register',
  name: 'under-futex',
  title: 'Value under a mutex',
  family: 'locked',
  values: 'whole',
  readersWrite: 'shared-line',
  readersMeetWriter: 'wait',
  writersWaitFor: 'readers',
  progress: 'blocking',
  useWhen: 'there are more threads than CPUs, or reads are as rare as writes',
  restrictions: ['readers hold each other up', 'every call may wait for the mutex'],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { VALUE_WORDS, VALUE },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
