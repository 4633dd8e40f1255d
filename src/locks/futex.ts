/**
 * A mutex that spins for a short while and then sleeps, with three states, so that nobody is woken who does not sleep.
 *
 * Source: Drepper, "Futexes are tricky", 2011, mutex 2 and 3. Differs: spins before it parks; unlock exchanges the state
 * instead of decrementing it.
 *
 * Words: STATE, and nothing else; the rest of the two lines is padding. Two lines are the ticket lock's footprint, so that
 * a structure can hold either at its base.
 *
 *   FREE 0        nobody inside
 *   HELD 1        somebody inside, nobody asleep
 *   CONTENDED 2   somebody inside, somebody may be asleep: unlock wakes one
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Progress: blocking. Fairness: none; a running thread overtakes sleepers. Zeroed words are a free lock.
 * No lost wake-up: a thread sleeps only while STATE is CONTENDED, which `park` checks again itself, and whoever takes the
 * lock after having slept leaves it CONTENDED, so the next unlock wakes the next sleeper.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;

const FREE: i32 = 0;
const HELD: i32 = 1;
const CONTENDED: i32 = 2;

/**
 * Tries before a thread sleeps. A try is about 50 ns in JavaScript (pause and load), so this is about 5 µs: as long as
 * parking and being woken cost together, and spinning for that long is never worse than twice the best choice.
 */
const SPIN_TRIES: i32 = 100;

export function lock(words: Words, self: i32): void {
  if (tryLock(words, self)) return;
  for (let i: i32 = 0; i < SPIN_TRIES; i++) {
    pause();
    // [relaxed] a look before the CAS, so that waiting threads share the line.
    if (Atomics.load(words, STATE) === FREE && tryLock(words, self)) return;
  }
  // LP when it returns FREE. [acquire] sees what the last holder wrote; pairs with unlock's [release] exchange.
  // Ends when an unlock's FREE is found here; a lost race means that another thread got the lock.
  while (Atomics.exchange(words, STATE, CONTENDED) !== FREE) park(words, STATE, CONTENDED);
}

export function unlock(words: Words, self: i32): void {
  // LP. [release] publishes what the holder wrote; pairs with tryLock's [acquire] CAS and lock's [acquire] exchange.
  if (Atomics.exchange(words, STATE, FREE) === CONTENDED) wake(words, STATE, 1);
}

export function tryLock(words: Words, self: i32): boolean {
  // LP. [acquire] success: the lock was free and is now this thread's; pairs with unlock's [release] exchange.
  return Atomics.compareExchange(words, STATE, FREE, HELD) === FREE;
}

export default {
  kind: 'lock',
  name: 'futex',
  title: 'Three-state mutex',
  family: 'parking',
  fairness: 'none',
  waiting: 'spin-then-park',
  progress: 'blocking',
  restrictions: [],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { STATE },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
