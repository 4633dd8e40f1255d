/**
 * Test-and-test-and-set: look until the word is free, and only then exchange. Waiting threads share the line and leave it alone.
 *
 * Source: Rudolph & Segall, "Dynamic decentralized cache schemes for MIMD parallel processors", ISCA 1984; Mellor-Crummey &
 * Scott 1991, section 2.1. Differs: pauses between looks, and naps after some 100 µs of them; unlock exchanges to notice that
 * the lock was free.
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
  // Ends when an unlock's FREE is found here; a lost exchange means that another thread got in.
  while (true) {
    // [relaxed] a look, proved by the exchange: it leaves the line with the other waiting threads.
    if (Atomics.load(words, STATE) === FREE) {
      // LP when it returns FREE. [acquire] sees what the last holder wrote; pairs with unlock's [release] exchange.
      if (Atomics.exchange(words, STATE, HELD) === FREE) return failed;
      failed = (failed + 1) | 0;
    }
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
}

export function unlock(words: Words, self: i32): boolean {
  // LP. [release] publishes what the holder wrote; pairs with lock's and tryLock's [acquire] exchange.
  return Atomics.exchange(words, STATE, FREE) === HELD;
}

export function tryLock(words: Words, self: i32): boolean {
  // [relaxed] a look: threads that try in vain do not take the line from the holder. LP when it is not FREE.
  if (Atomics.load(words, STATE) !== FREE) return false;
  // LP. [acquire] when it returns FREE: sees what the last holder wrote; pairs with unlock's [release] exchange.
  return Atomics.exchange(words, STATE, HELD) === FREE;
}

export default {
  kind: 'lock',
  name: 'ttas',
  title: 'Test-and-test-and-set lock',
  family: 'centralized',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'sections are short, each thread has a CPU, and two or three of them want the lock at once',
  restrictions: [
    'a thread may be overtaken for ever',
    'every unlock sends all waiting threads to the same line at once',
    'locking twice waits for ever',
  ],
  sources: [
    {
      who: 'Rudolph & Segall',
      year: 1984,
      what: 'Dynamic decentralized cache schemes for MIMD parallel processors',
      url: 'https://doi.org/10.1145/773453.808203',
    },
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
