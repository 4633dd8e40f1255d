/**
 * A plain word under a mutex: what every other counter has to beat, and the only one that could do more than add.
 *
 * Source: Drepper, "Futexes are tricky", 2011, for the mutex (src/locks/futex.ts).
 *
 * Words (each group on a line of its own):
 *   LOCK…  the mutex, two lines
 *   COUNT  the sum of all additions; written by the holder of the mutex
 *
 * Thread contract: any number of threads. Progress: blocking; a holder that is descheduled holds up everybody, readers too.
 * Wrap: the count is modulo 2^32; compare counts by difference.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { init as initLock, LOCK_WORDS, lock, SPIN_TRIES, SPINS, unlock } from '../../locks/futex.ts';
import { LINE_WORDS } from '../layout.ts';

const COUNT: i32 = LOCK_WORDS;

/** `read` has no number; the mutex does not need one. */
const ANYBODY: i32 = 0;

export function init(words: Words, threads: i32): void {
  initLock(words, threads);
}

export function add(words: Words, self: i32, amount: i32): i32 {
  const failed = lock(words, self);
  words[COUNT] = (words[COUNT] + amount) | 0; // LP. plain: ordered by the mutex, unlock of one holder before lock of the next
  unlock(words, self);
  return failed;
}

export function read(words: Words): i32 {
  lock(words, ANYBODY);
  const count = words[COUNT]; // LP. plain: ordered by the mutex
  unlock(words, ANYBODY);
  return count;
}

export default {
  kind: 'counter',
  name: 'locked',
  title: 'Word under a mutex',
  family: 'one at a time',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'blocking',
  useWhen: 'an update is more than a word can hold: several counts that must agree, or a count and a list',
  restrictions: ['a holder that is descheduled holds up everybody', 'reading takes the mutex, too'],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => LOCK_WORDS + LINE_WORDS,
  init,
  add,
  read,
} satisfies CounterSpec;
