/**
 * A mutex that looks now and then while looking pays, and sleeps at once where it does not. A thread that waits stays away from
 * the line for about a microsecond between two looks, so that the holder keeps it and may come back for next to nothing.
 *
 * Source: the three states of Drepper, "Futexes are tricky", 2011; how long to spin is learnt as in HotSpot's ObjectMonitor
 * (Dice: longer after a spin that got the lock, shorter after one in vain). Differs: the unit is a look with a stay away, not a
 * turn of a loop (Anderson 1990 for why to stay away).
 *
 * Words (each on a line of its own):
 *   STATE     written by every thread
 *     FREE 0        nobody inside
 *     HELD 1        somebody inside, nobody asleep but behind one who was woken and has not looked yet
 *     CONTENDED 2   somebody inside, somebody may be asleep: unlock wakes one
 *   PATIENCE  looks that the next waiting thread takes; written by threads that have waited
 *   SPINS     looks at most, whatever PATIENCE says; constant after init
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: unlocking a free lock is refused. Unlocking what another thread holds lets a second thread in, and locking twice waits
 * for ever: the state does not say who holds the lock.
 * Progress: blocking. Fairness: none; a running thread overtakes sleepers and those that stay away.
 * No lost wake-up: as in futex.ts. A thread sleeps only while STATE is CONTENDED, which `park` checks again itself; whoever
 * takes the lock after having slept leaves it CONTENDED; a thread whose time is up has left it CONTENDED, too.
 */
import { STAY_AWAY } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import { parkAtMost } from '../atomics/timed-park.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;
const PATIENCE: i32 = LINE_WORDS;
const SPINS: i32 = 2 * LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;
const CONTENDED: i32 = 2;

/** Looks at most, about 20 µs: a wake-up on the virtual machine of reports/gallery; then the worst case is twice the best there. */
const MOST_LOOKS: i32 = 16;
/** Looks at least, or a lock that was once held for long would never learn that it is quick now. */
const LEAST_LOOKS: i32 = 2;

/** A `timeoutUs` that never ends. */
const FOR_EVER: i32 = -1;

export function init(words: Words, threads: i32): void {
  words[PATIENCE] = MOST_LOOKS; // plain: not shared yet
  words[SPINS] = MOST_LOOKS; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  return tryLock(words, self) ? 0 : waitAndLock(words, self, FOR_EVER);
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  if (tryLock(words, self)) return true;
  return timeoutUs > 0 && waitAndLock(words, self, timeoutUs) >= 0;
}

/** Look, then sleep. Returns how many tries failed, the caller's included, or -1: the time is up. */
function waitAndLock(words: Words, self: i32, timeoutUs: i32): i32 {
  let failed: i32 = 1;
  const looks = patience(words);
  for (let look: i32 = 0; look < looks; look++) {
    stayAway();
    // [relaxed] a look before the CAS, so that waiting threads leave the line with the holder.
    if (Atomics.load(words, STATE) === FREE) {
      if (tryLock(words, self)) {
        learn(words, (looks + 1) | 0);
        return failed;
      }
      failed = (failed + 1) | 0;
    }
  }
  learn(words, (looks - (looks >> 2) - 1) | 0);
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

function stayAway(): void {
  for (let i: i32 = 0; i < STAY_AWAY; i++) pause();
}

function patience(words: Words): i32 {
  const learnt = Atomics.load(words, PATIENCE); // [relaxed] a guess; whatever another thread makes of it will do
  const most = words[SPINS]; // plain: constant after init
  return learnt < most ? learnt : most;
}

/** Two threads that learn at once lose one of two lessons: it was a guess before and is one now. */
function learn(words: Words, looks: i32): void {
  const kept: i32 = looks < LEAST_LOOKS ? LEAST_LOOKS : looks > MOST_LOOKS ? MOST_LOOKS : looks;
  // [relaxed] both: a guess; the line is left with its readers where nothing changes
  if (Atomics.load(words, PATIENCE) !== kept) Atomics.store(words, PATIENCE, kept);
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
  name: 'adaptive',
  title: 'Mutex that learns how long to spin',
  family: 'parking',
  fairness: 'none',
  waiting: 'spin-then-park',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'sections are short and throughput counts; with long ones it sleeps like any other',
  restrictions: [
    'a thread may be overtaken for ever',
    'a waiting thread notices a free lock up to about 1 µs late',
    'locking twice waits for ever',
  ],
  sources: [
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
    {
      who: 'Anderson',
      year: 1990,
      what: 'The performance of spin lock alternatives for shared-memory multiprocessors',
      url: 'https://doi.org/10.1109/71.80120',
    },
  ],
  layout: { STATE, PATIENCE, SPINS },
  freeRunning: [],
  tunables: {
    spins: { word: SPINS, default: MOST_LOOKS, min: 0, max: MOST_LOOKS, what: 'looks before sleeping, at most' },
  },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  lock,
  unlock,
  tryLock,
  lockFor,
} satisfies LockSpec;
