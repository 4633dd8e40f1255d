/**
 * Test-and-test-and-set with bounded exponential back-off: whoever tries in vain stays away, twice as long each time.
 *
 * Source: Anderson, "The performance of spin lock alternatives for shared-memory multiprocessors", IEEE TPDS 1(1), 1990;
 * Mellor-Crummey & Scott 1991, figure 1. Differs: looks before it exchanges, and backs off after a look in vain, too; the
 * longest stay is a tunable, and nothing is random; naps after some 100 µs; unlock exchanges to notice that the lock was free.
 *
 * Words (each group on a line of its own):
 *   STATE       FREE 0, HELD 1; written by every thread
 *   MAX_PAUSES  the longest stay; constant after init
 *   NAP         always 0: something to sleep on; on the line of MAX_PAUSES
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: unlocking a free lock is refused. Unlocking what another thread holds lets a second thread in, and locking twice waits
 * for ever: the state does not say who holds the lock.
 * Progress: blocking. Fairness: none; who has waited longest looks most rarely.
 */
import { relax } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const STATE: i32 = 0;
const MAX_PAUSES: i32 = LINE_WORDS;
const NAP: i32 = LINE_WORDS + 1;

const FREE: i32 = 0;
const HELD: i32 = 1;

/** About 2 µs. A free lock then lies idle for 1 µs on average: no more than a few short sections and hand-overs take. */
const DEFAULT_MAX_PAUSES: i32 = 64;

export function init(words: Words, threads: i32): void {
  words[MAX_PAUSES] = DEFAULT_MAX_PAUSES; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  let failed: i32 = 0;
  let paused: i32 = 0;
  let stay: i32 = 1;
  // Ends when an unlock's FREE is found here; a lost exchange means that another thread got in.
  while (true) {
    // [relaxed] a look, proved by the exchange: it leaves the line with the other waiting threads.
    if (Atomics.load(words, STATE) === FREE) {
      // LP when it returns FREE. [acquire] sees what the last holder wrote; pairs with unlock's [release] exchange.
      if (Atomics.exchange(words, STATE, HELD) === FREE) return failed;
      failed = (failed + 1) | 0;
    }
    paused = relax(words, NAP, paused, stay);
    stay = atMost(stay << 1, words[MAX_PAUSES]); // plain: constant after init
  }
}

function atMost(value: i32, most: i32): i32 {
  return value < most ? value : most;
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
  name: 'ttas-backoff',
  title: 'Test-and-test-and-set lock with exponential back-off',
  family: 'centralized',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'sections are short, each thread has a CPU, and throughput counts more than fairness',
  restrictions: [
    'a thread may be overtaken for ever, and the likelier the longer it has waited',
    'the best longest stay depends on the machine and the section',
    'locking twice waits for ever',
  ],
  sources: [
    {
      who: 'Anderson',
      year: 1990,
      what: 'The performance of spin lock alternatives for shared-memory multiprocessors',
      url: 'https://doi.org/10.1109/71.80120',
    },
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { STATE, MAX_PAUSES, NAP },
  freeRunning: [],
  tunables: {
    maxPauses: {
      word: MAX_PAUSES,
      default: DEFAULT_MAX_PAUSES,
      min: 1,
      max: 3000,
      what: 'pauses between two looks, at most',
    },
  },
  sizeWords: () => 2 * LINE_WORDS,
  init,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
