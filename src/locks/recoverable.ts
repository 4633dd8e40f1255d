/**
 * A mutex that survives its holder: the word says who holds it, so that somebody who knows that thread to be dead can give the
 * lock to the next one, which learns that what the lock protects may be half changed.
 *
 * Source: POSIX robust mutexes (pthread_mutexattr_setrobust, EOWNERDEAD, pthread_mutex_consistent); the word is that of Linux'
 * robust futexes: owner, a bit for waiters, a bit for a dead owner. Differs: nobody finds out by itself that a worker is dead. Who
 * started it calls `abandon` on its `exit` event.
 *
 * Words (each on a line of its own):
 *   STATE  written by every thread
 *     owner      low bits: 0 nobody inside, else 1 + the holder's `self`
 *     CONTENDED  somebody may be asleep: unlock wakes one
 *     DIED       a holder died inside, and nobody has called `repaired` since; stays while the lock changes hands
 *   SPINS  tries before a thread sleeps; constant after init
 *
 * Thread contract: `self` is the caller's own number. `abandon` may be called by any thread, once the dead one runs no more; its
 * number may be used again after that. `ownerDied` and `repaired` are the holder's.
 * Misuse: locking twice, and unlocking by a thread that does not hold the lock, are refused. A second `abandon` for one death, when the
 * number is in use again, takes the lock from a living holder.
 * Progress: blocking, but not for ever behind the dead. Fairness: none; a running thread overtakes sleepers.
 *
 * No lost wake-up: a thread sleeps only on a STATE with CONTENDED, which `park` checks again itself, and whoever takes the lock
 * after having slept leaves CONTENDED behind, so the next unlock wakes the next sleeper. So does a thread whose time is up.
 * Death at any point: inside, `abandon` finds the owner. In front of the compare-and-swap, or asleep: nothing is held. Between being
 * woken and taking the lock, or between unlock's exchange and its wake: the one wake-up that was due is lost, so `abandon` always
 * makes up for one; whoever is woken by it looks for itself and leaves CONTENDED behind.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import { parkAtMost } from '../atomics/timed-park.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;
const SPINS: i32 = LINE_WORDS;

const FREE: i32 = 0;
const CONTENDED: i32 = 0x40000000;
const DIED: i32 = 0x20000000;
const OWNER_MASK: i32 = 0x1fffffff;

/** As in futex.ts. */
const SPIN_TRIES: i32 = 100;

/** A `timeoutUs` that never ends. */
const FOR_EVER: i32 = -1;

export function init(words: Words, threads: i32): void {
  words[SPINS] = SPIN_TRIES; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  // LP. [acquire] success: the lock was free, nobody slept, nobody had died; pairs with unlock's [release] exchange.
  if (Atomics.compareExchange(words, STATE, FREE, (self + 1) | 0) === FREE) return 0;
  return waitAndLock(words, self, FOR_EVER);
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  if (tryLock(words, self)) return true;
  return timeoutUs > 0 && waitAndLock(words, self, timeoutUs) >= 0;
}

export function tryLock(words: Words, self: i32): boolean {
  let state = Atomics.load(words, STATE); // [relaxed] a guess, proved by take
  // Ends when somebody is inside. A lost race means that another thread got in, or that a bit has changed.
  while ((state & OWNER_MASK) === 0) {
    if (take(words, state, (self + 1) | 0)) return true;
    state = Atomics.load(words, STATE); // [relaxed] as above
  }
  return false;
}

/** Enter a lock that was free: owner 0 in `state`. The bits stay. */
function take(words: Words, state: i32, owner: i32): boolean {
  // LP. [acquire] success: nobody was inside; pairs with unlock's [release] exchange and abandon's [release] CAS.
  return Atomics.compareExchange(words, STATE, state, state | owner) === state;
}

/** Spin, then sleep. Returns how many tries failed, the caller's included, or -1: the time is up, or the caller is inside. */
function waitAndLock(words: Words, self: i32, timeoutUs: i32): i32 {
  const me: i32 = (self + 1) | 0;
  let state = Atomics.load(words, STATE); // [relaxed] only this thread writes its own number, or abandon, when it is dead
  if ((state & OWNER_MASK) === me) return -1;
  let failed: i32 = 1;
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if ((state & OWNER_MASK) === 0) {
      if (take(words, state, me)) return failed;
      failed = (failed + 1) | 0;
    }
    pause();
    state = Atomics.load(words, STATE); // [relaxed] a guess, proved by take
  }
  let leftUs: i32 = timeoutUs;
  // Ends when the lock is found free, or with the time. A lost race means that another thread got in, or that a bit has changed.
  while (true) {
    if ((state & OWNER_MASK) === 0) {
      if (take(words, state, me | CONTENDED)) return failed;
      failed = (failed + 1) | 0;
    } else if (announce(words, state)) {
      // Not before: a wake-up that this thread used up is made good by the next unlock.
      if (leftUs <= 0 && timeoutUs !== FOR_EVER) return -1;
      if (timeoutUs === FOR_EVER) park(words, STATE, state | CONTENDED);
      else leftUs = (leftUs - parkAtMost(words, STATE, state | CONTENDED, leftUs)) | 0;
    }
    state = Atomics.load(words, STATE); // [relaxed] a guess, proved by take and announce
  }
}

/** Before sleeping on `state`: say so. `false`: STATE has changed. */
function announce(words: Words, state: i32): boolean {
  if ((state & CONTENDED) !== 0) return true;
  // [relaxed] unlock sees the bit, or this fails; pairs with unlock's exchange
  return Atomics.compareExchange(words, STATE, state, state | CONTENDED) === state;
}

export function unlock(words: Words, self: i32): boolean {
  const state = Atomics.load(words, STATE); // [relaxed] this thread's own number is written by nobody else
  if ((state & OWNER_MASK) !== ((self + 1) | 0)) return false;
  // LP. [release] publishes what the holder wrote; pairs with take's [acquire] CAS. What is left is DIED, or nothing: as long as
  // the holder lives, nobody else changes DIED. Not `and`: where its result is wanted, x86 makes a loop of compare-and-swaps of it.
  if ((Atomics.exchange(words, STATE, state & DIED) & CONTENDED) !== 0) wake(words, STATE, 1);
  return true;
}

export function abandon(words: Words, dead: i32): boolean {
  let state = Atomics.load(words, STATE); // [acquire] proved by the CAS
  // Ends when the dead thread is not inside, by this thread's doing or another's. A lost race: a waiter has set CONTENDED.
  while ((state & OWNER_MASK) === ((dead + 1) | 0)) {
    // LP. [release] lets the next one in; pairs with take's [acquire] CAS.
    const seen = Atomics.compareExchange(words, STATE, state, DIED);
    if (seen === state) {
      wake(words, STATE, 1);
      return true;
    }
    state = seen;
  }
  wake(words, STATE, 1); // the dead thread may have owed it, or taken it: see above
  return false;
}

export function ownerDied(words: Words): boolean {
  return (Atomics.load(words, STATE) & DIED) !== 0; // [relaxed] the caller is the holder: came with take's [acquire] CAS
}

export function repaired(words: Words, self: i32): void {
  // [relaxed] this thread's own number is written by nobody else
  if ((Atomics.load(words, STATE) & OWNER_MASK) !== ((self + 1) | 0)) return;
  Atomics.and(words, STATE, OWNER_MASK | CONTENDED); // [relaxed] the next holder sees it with unlock's [release] exchange
}

export default {
  kind: 'lock',
  name: 'recoverable',
  title: 'Mutex that survives its holder',
  family: 'parking',
  fairness: 'none',
  waiting: 'spin-then-park',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'workers may be terminated, or may throw, while they hold the lock',
  restrictions: [
    'somebody must call abandon when a worker dies',
    'a thread may be overtaken for ever',
    'one load more than futex, to see who unlocks',
  ],
  sources: [
    {
      who: 'The Open Group',
      year: 2018,
      what: 'POSIX.1-2017, pthread_mutexattr_setrobust',
      url: 'https://pubs.opengroup.org/onlinepubs/9699919799/functions/pthread_mutexattr_getrobust.html',
    },
    {
      who: 'Linux kernel',
      year: 2006,
      what: 'Robust futexes',
      url: 'https://docs.kernel.org/locking/robust-futexes.html',
    },
  ],
  layout: { STATE, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 2 * LINE_WORDS,
  init,
  lock,
  unlock,
  tryLock,
  lockFor,
  abandon,
  ownerDied,
  repaired,
} satisfies LockSpec;
