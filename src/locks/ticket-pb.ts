/**
 * Ticket lock with proportional back-off: who has more threads before it looks more rarely.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, figure 2. Differs: the two counters are on lines of their own; the unit is a tunable; naps after some 100 µs.
 *
 * Words (each group on a line of its own):
 *   NEXT              the next ticket to draw; written by whoever comes
 *   SERVING           the ticket that may be inside; written by the holder
 *   PAUSES_PER_PLACE  constant after init
 *   NAP               always 0: something to sleep on; on the line of PAUSES_PER_PLACE
 * The lock is free when NEXT equals SERVING.
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: not detected, as no word says who holds the lock, and looking at NEXT in unlock would fetch the line that all who come
 * write. Unlocking a free lock passes by the next ticket: its owner, and everybody after, waits for ever. Unlocking what another
 * thread holds lets a second one in. Locking twice waits for ever.
 * Progress: blocking. Fairness: FIFO by tickets.
 * Wrap and ABA: the distance is a wrapping difference below the number of threads. tryLock would be mistaken only if exactly 2^32
 * tickets were drawn between its look and its compare-and-swap.
 */
import { relax } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const NEXT: i32 = 0;
const SERVING: i32 = LINE_WORDS;
const PAUSES_PER_PLACE: i32 = 2 * LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS + 1;

/**
 * About 0.15 µs: one short section and its hand-over, the least that a place can take. A unit that is too long costs more than
 * one that is too short: everybody behind a thread that sleeps through its turn waits, too.
 */
const DEFAULT_PAUSES: i32 = 4;

export function init(words: Words, threads: i32): void {
  words[PAUSES_PER_PLACE] = DEFAULT_PAUSES; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, NEXT, 1); // [relaxed] decides the order; SERVING carries what holders wrote
  let paused: i32 = 0;
  // Ends when all threads with earlier tickets have left.
  while (true) {
    // LP when it returns `ticket`. [acquire] sees what the last holder wrote; pairs with unlock's [release] store of SERVING.
    const ahead = (ticket - Atomics.load(words, SERVING)) | 0;
    if (ahead === 0) return 0;
    paused = relax(words, NAP, paused, Math.imul(ahead, words[PAUSES_PER_PLACE])); // plain: constant after init
  }
}

export function unlock(words: Words, self: i32): boolean {
  const ticket = words[SERVING]; // plain: only the holder writes SERVING, and that is this thread
  // LP. [release] publishes what the holder wrote; pairs with lock's and tryLock's [acquire] load of SERVING.
  Atomics.store(words, SERVING, (ticket + 1) | 0);
  return true;
}

export function tryLock(words: Words, self: i32): boolean {
  const serving = Atomics.load(words, SERVING); // [acquire] as in lock, if the compare-and-swap succeeds
  // LP. [relaxed] success: nobody has drawn `serving`, which is called already; SERVING cannot have moved past NEXT.
  return Atomics.compareExchange(words, NEXT, serving, (serving + 1) | 0) === serving;
}

export default {
  kind: 'lock',
  name: 'ticket-pb',
  title: 'Ticket lock with proportional back-off',
  family: 'centralized',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'the order of arrival must hold, sections are about equally long, and each thread has a CPU',
  restrictions: [
    'the best pause per place depends on the machine and the section',
    'a thread without a CPU holds up everybody behind it',
    'misuse is not detected',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { NEXT, SERVING, PAUSES_PER_PLACE, NAP },
  freeRunning: ['NEXT', 'SERVING'],
  tunables: {
    pausesPerPlace: {
      word: PAUSES_PER_PLACE,
      default: DEFAULT_PAUSES,
      min: 1,
      max: 100,
      what: 'pauses between two looks, for each thread ahead',
    },
  },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
