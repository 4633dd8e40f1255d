/**
 * A mutex that spins for a short while and then sleeps, with three states, so that nobody is woken who does not sleep.
 *
 * Source: Drepper, "Futexes are tricky", 2011, mutex 2 and 3. Differs: spins before it parks; unlock exchanges the state
 * instead of decrementing it.
 *
 * Words (each on a line of its own; a structure that holds a lock at its base reserves LOCK_WORDS for it):
 *   STATE  written by every thread
 *     FREE 0        nobody inside
 *     HELD 1        somebody inside, nobody asleep but behind one who was woken and has not looked yet
 *     CONTENDED 2   somebody inside, somebody may be asleep: unlock wakes one
 *   SPINS  tries before a thread sleeps; constant after init
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: unlocking a free lock is refused. Unlocking what another thread holds lets a second thread in, and locking twice waits
 * for ever: the state does not say who holds the lock.
 * Progress: blocking. Fairness: none; a running thread overtakes sleepers.
 * No lost wake-up: a thread sleeps only while STATE is CONTENDED, which `park` checks again itself, and whoever takes the
 * lock after having slept leaves it CONTENDED, so the next unlock wakes the next sleeper. A thread whose time is up has left
 * CONTENDED behind, too: if a wake-up was meant for it, the next unlock wakes another.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import { parkAtMost } from '../atomics/timed-park.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;
export const SPINS: i32 = LINE_WORDS;
export const LOCK_WORDS: i32 = 2 * LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;
const CONTENDED: i32 = 2;

/**
 * Tries before a thread sleeps. A try is about 50 ns in JavaScript (pause and load), so this is about 5 µs: many hand-overs, and
 * a fraction of a wake-up (20 µs on the virtual machine of reports/gallery, 5 µs on better ones).
 */
export const SPIN_TRIES: i32 = 100;

/** A `timeoutUs` that never ends. */
const FOR_EVER: i32 = -1;

export function init(words: Words, threads: i32): void {
  words[SPINS] = SPIN_TRIES; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  return tryLock(words, self) ? 0 : waitAndLock(words, self, FOR_EVER);
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  if (tryLock(words, self)) return true;
  return timeoutUs > 0 && waitAndLock(words, self, timeoutUs) >= 0;
}

/** Spin, then sleep. Returns how many tries failed, the caller's included, or -1: the time is up. */
function waitAndLock(words: Words, self: i32, timeoutUs: i32): i32 {
  let failed: i32 = 1;
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    pause();
    // [relaxed] a look before the CAS, so that waiting threads share the line.
    if (Atomics.load(words, STATE) === FREE) {
      if (tryLock(words, self)) return failed;
      failed = (failed + 1) | 0;
    }
  }
  let leftUs: i32 = timeoutUs;
  // LP when it returns FREE. [acquire] sees what the last holder wrote; pairs with unlock's [release] exchange.
  // Ends when an unlock's FREE is found here, or with the time; a lost race means that another thread got the lock.
  while (Atomics.exchange(words, STATE, CONTENDED) !== FREE) {
    failed = (failed + 1) | 0;
    if (timeoutUs === FOR_EVER) park(words, STATE, CONTENDED);
    else if (leftUs <= 0) return -1;
    else leftUs = (leftUs - parkAtMost(words, STATE, CONTENDED, leftUs)) | 0;
  }
  return failed;
}

export function unlock(words: Words, self: i32): boolean {
  // LP. [release] publishes what the holder wrote; pairs with tryLock's [acquire] CAS and waitAndLock's [acquire] exchange.
  const state = Atomics.exchange(words, STATE, FREE);
  if (state === CONTENDED) wake(words, STATE, 1);
  return state !== FREE;
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
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'in doubt: it is quick when free, sleeps when it is not, and survives more threads than CPUs',
  restrictions: ['a thread may be overtaken for ever', 'locking twice waits for ever'],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { STATE, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_TRIES, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => LOCK_WORDS,
  init,
  lock,
  unlock,
  tryLock,
  lockFor,
} satisfies LockSpec;
