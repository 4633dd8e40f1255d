/**
 * Ticket lock: draw a number, and wait until it is called. The simplest fair lock; all who wait look at one word.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 2.2 and figure 2. Differs: without figure 2's back-off, which is `ticket-pb`; the two counters are on lines of
 * their own; naps after some 100 µs.
 *
 * Words (each on a line of its own):
 *   NEXT     the next ticket to draw; written by whoever comes
 *   SERVING  the ticket that may be inside; written by the holder
 *   NAP      always 0: something to sleep on
 * The lock is free when NEXT equals SERVING.
 *
 * Thread contract: `unlock` is called by the thread that holds the lock. Not reentrant.
 * Misuse: not detected, as no word says who holds the lock, and looking at NEXT in unlock would fetch the line that all who come
 * write. Unlocking a free lock passes by the next ticket: its owner, and everybody after, waits for ever. Unlocking what another
 * thread holds lets a second one in. Locking twice waits for ever.
 * Progress: blocking. Fairness: FIFO by tickets. Zeroed words are a free lock.
 * Wrap and ABA: tickets are only compared for equality, so two threads would hold the same one only with 2^32 waiting. tryLock
 * would be mistaken only if exactly 2^32 tickets were drawn between its look and its compare-and-swap.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const NEXT: i32 = 0;
const SERVING: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

export function lock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, NEXT, 1); // [relaxed] decides the order; SERVING carries what holders wrote
  let paused: i32 = 0;
  // LP. [acquire] sees what the last holder wrote; pairs with unlock's [release] store of SERVING.
  // Ends when all threads with earlier tickets have left.
  while (Atomics.load(words, SERVING) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
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
  name: 'ticket',
  title: 'Ticket lock',
  family: 'centralized',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'the order of arrival must hold, few threads wait at once, and each has a CPU',
  restrictions: [
    'every unlock sends all waiting threads to the same line at once',
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
  layout: { NEXT, SERVING, NAP },
  freeRunning: ['NEXT', 'SERVING'],
  sizeWords: () => 3 * LINE_WORDS,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
