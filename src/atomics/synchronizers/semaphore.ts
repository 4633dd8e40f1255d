/**
 * A counting semaphore whose waiters spin for a short while and then sleep; a release wakes one, and only if somebody may be asleep.
 *
 * Source: Dijkstra, "Cooperating sequential processes", 1965, section 5, for the operations P (here `acquire`) and V (`release`).
 * Differs: the count never falls below 0, so that waiting is a compare-and-swap that has to be tried again; waiters are in a word
 * of their own, so that permits can be counted with one addition.
 *
 * Words (each on a line of its own):
 *   PERMITS  permits that nobody has taken, 0 or more; written by whoever takes or gives one; waiting threads sleep on it
 *   WAITERS  threads that sleep, or are about to, or have just been woken; written by each of them
 *   SPINS    tries before a thread sleeps; constant after init
 *
 * Thread contract: any thread acquires, any thread releases; `self` is not used.
 * Misuse: a release too many is a permit more; beyond 2^31 - 1 permits there are none.
 * Progress: `tryAcquire` is lock-free, `release` wait-free but for the wake-up, which takes the engine's lock; `acquire` waits.
 * Fairness: none; a running thread overtakes sleepers. A thread that dies between its permit and its wake-up, or when it has been
 * woken and has not looked yet, leaves a permit behind that a sleeper is not told of before the next release.
 * No lost wake-up (Dekker): a waiter counts itself in WAITERS, then `park` compares PERMITS with 0; a release adds its permit, then
 * looks at WAITERS. All four are sequentially consistent, so either the waiter sees the permit and does not sleep, or the release
 * sees the waiter and wakes one.
 * One wake-up for each release is enough: since PERMITS was last 0, every release has woken one of those who slept, behind its
 * permit, and whoever is woken looks, and takes a permit if one is left. So a permit that is left when all wake-ups have been given
 * is left because nobody sleeps.
 * ABA: the compare-and-swap succeeds on a count that has gone away and come back: it is right all the same, since a permit is like
 * any other.
 */
import type { i32, SemaphoreSpec, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { park, wake } from '../wait.ts';

const PERMITS: i32 = 0;
const WAITERS: i32 = LINE_WORDS;
const SPINS: i32 = 2 * LINE_WORDS;

/** Tries before a thread sleeps: as for a lock (src/locks/futex.ts), about 5 µs. */
const SPIN_TRIES: i32 = 100;

export function init(words: Words, permits: i32): void {
  words[PERMITS] = permits; // plain: not shared yet
  words[SPINS] = SPIN_TRIES; // plain: likewise
}

export function acquire(words: Words, self: i32): void {
  if (tryAcquire(words, self)) return;
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    pause();
    if (tryAcquire(words, self)) return;
  }
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: my count before park's look at PERMITS; pairs with release's load
  // Ends with a permit; while there are none, whoever releases wakes us.
  while (!tryAcquire(words, self)) park(words, PERMITS, 0);
  Atomics.sub(words, WAITERS, 1); // [relaxed] a release that still counts us wakes somebody in vain, or nobody
}

export function tryAcquire(words: Words, self: i32): boolean {
  let permits: i32 = Atomics.load(words, PERMITS); // [relaxed] a guess, proved by the compare-and-swap. LP when it is 0
  // Ends with a permit, or when there is none; a failed exchange means that another thread has taken or given one.
  while (permits > 0) {
    // LP. [acquire] success: there was a permit, and it is ours; pairs with release's [release] add.
    const found = Atomics.compareExchange(words, PERMITS, permits, (permits - 1) | 0);
    if (found === permits) return true;
    permits = found; // LP when it is 0
  }
  return false;
}

export function release(words: Words, self: i32): void {
  // LP. [seq-cst] publishes what the caller wrote, pairs with tryAcquire's [acquire] compare-and-swap; and Dekker: the permit before
  // the look at WAITERS, there WAITERS before park's look at PERMITS.
  Atomics.add(words, PERMITS, 1);
  if (Atomics.load(words, WAITERS) !== 0) wake(words, PERMITS, 1); // [seq-cst] the second half of Dekker
}

export default {
  kind: 'semaphore',
  name: 'semaphore',
  title: 'Counting semaphore',
  family: 'parking',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'no more than so many threads may do something at once, or one thread makes what another one takes',
  restrictions: [
    'a thread may be overtaken for ever',
    'nobody knows who has a permit: the permit of a dead thread is lost',
    'a wake-up that a dead thread has received, or has not given, is lost until the next release',
  ],
  sources: [
    {
      who: 'Dijkstra',
      year: 1965,
      what: 'Cooperating sequential processes',
      url: 'https://www.cs.utexas.edu/~EWD/transcriptions/EWD01xx/EWD123.html',
    },
  ],
  layout: { PERMITS, WAITERS, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'tries before sleeping' } },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  acquire,
  tryAcquire,
  release,
} satisfies SemaphoreSpec;
