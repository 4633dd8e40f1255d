/**
 * Test-and-set: exchange a word until it was free. The simplest lock, and the one that moves the most cache lines.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 2.1. Differs: pauses between tries, and naps after some 100 µs of them; unlock exchanges, too, to notice
 * that the lock was free.
 *
 * Words (each on a line of its own):
 *   STATE  FREE 0, HELD 1; written by every thread
 *   NAP    always 0: something to sleep on
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: unlocking a free lock is refused. Unlocking what another thread holds lets a second thread in, and locking twice waits
 * for ever: the state does not say who holds the lock.
 * Progress: blocking. Fairness: none. Zeroed words are a free lock.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;
const NAP: i32 = LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;

export function lock(words: Words, self: i32): i32 {
  let failed: i32 = 0;
  let paused: i32 = 0;
  // Ends when an unlock's FREE is found here; a failed try means that another thread is inside.
  while (!tryLock(words, self)) {
    failed = (failed + 1) | 0;
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return failed;
}

export function unlock(words: Words, self: i32): boolean {
  // LP. [release] publishes what the holder wrote; pairs with tryLock's [acquire] exchange.
  return Atomics.exchange(words, STATE, FREE) === HELD;
}

export function tryLock(words: Words, self: i32): boolean {
  // LP when it returns FREE. [acquire] sees what the last holder wrote; pairs with unlock's [release] exchange.
  return Atomics.exchange(words, STATE, HELD) === FREE;
}

export default {
  kind: 'lock',
  name: 'tas',
  title: 'Test-and-set lock',
  family: 'centralized',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'never in earnest: it is the simplest lock, to learn from and to compare with',
  restrictions: ['a thread may be overtaken for ever', 'locking twice waits for ever'],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { STATE, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
