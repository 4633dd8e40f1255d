/**
 * CLH: an implicit queue. Each thread leaves a node at the tail and waits for the node that it found there.
 *
 * Source: Craig, "Building FIFO and priority-queueing spin locks from atomic swap", University of Washington TR 93-02-02, 1993;
 * Magnusson, Landin & Hagersten, "Queue locks on cache coherent multiprocessors", IPPS 1994. Differs: nodes are word indexes, as
 * many as threads and one; what a thread keeps for itself is on a line of its own; naps after some 100 µs.
 *
 * Words (each group on a line of its own):
 *   TAIL      the last node of the queue; written by whoever comes
 *   NAP       always 0: something to sleep on
 *   SENTINEL  the node that is at the tail first
 *   then, for each thread, two lines:
 *     MINE         the node that the thread will leave at the tail next     its own, never read by another
 *     PREDECESSOR  NONE 0: outside; else the node that it waits for, or got the lock from; likewise
 *     and the node that is its own first; nodes go round among the threads
 * A node is PASSED 0 (whoever left it has left the lock, or it is at the tail first) or PENDING 1 (its thread waits or is inside).
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of init. Not reentrant.
 * Misuse: locking twice is refused, and so is unlocking by a thread that does not hold the lock.
 * Progress: blocking. Fairness: FIFO by arrival at TAIL.
 * Reuse: a thread that leaves takes its predecessor's node, which nobody else knows any more: its thread forgot it when it took its
 * own predecessor's, and only one thread found it at the tail. ABA: TAIL is exchanged, never compared.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const TAIL: i32 = 0;
const NAP: i32 = LINE_WORDS;
const SENTINEL: i32 = 2 * LINE_WORDS;
const THREADS: i32 = 3 * LINE_WORDS;
const PER_THREAD: i32 = 2 * LINE_WORDS;

// Relative to the thread's lines.
const MINE: i32 = 0;
const PREDECESSOR: i32 = 1;
const NODE: i32 = LINE_WORDS;

const PASSED: i32 = 0;
const PENDING: i32 = 1;
const NONE: i32 = 0;

export function init(words: Words, threads: i32): void {
  words[TAIL] = SENTINEL; // plain: not shared yet, as all words here
  for (let thread: i32 = 0; thread < threads; thread++) {
    const own = linesOf(thread);
    words[own + MINE] = (own + NODE) | 0;
  }
}

function linesOf(thread: i32): i32 {
  return (THREADS + Math.imul(thread, PER_THREAD)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const own = linesOf(self);
  if (words[own + PREDECESSOR] !== NONE) return -1; // plain: this thread's own
  const node = words[own + MINE]; // plain: this thread's own
  words[node] = PENDING; // plain: nobody else knows this node (Reuse, above)
  // [acq-rel] hands our PENDING on, and receives the predecessor's; pairs with the exchange before and after.
  const predecessor = Atomics.exchange(words, TAIL, node);
  words[own + PREDECESSOR] = predecessor; // plain: this thread's own
  let paused: i32 = 0;
  // LP. [acquire] sees what the last holder wrote; pairs with unlock's [release] store.
  // Ends when all threads that came earlier have left.
  while (Atomics.load(words, predecessor) === PENDING) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const own = linesOf(self);
  const predecessor = words[own + PREDECESSOR]; // plain: this thread's own, like MINE
  if (predecessor === NONE) return false;
  const node = words[own + MINE];
  words[own + PREDECESSOR] = NONE;
  words[own + MINE] = predecessor;
  // LP. [release] publishes what the holder wrote; pairs with lock's [acquire] load. From here on the node is the successor's.
  Atomics.store(words, node, PASSED);
  return true;
}

export default {
  kind: 'lock',
  name: 'clh',
  title: 'CLH queue lock',
  family: 'queue',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'many threads want the lock at once, and each has a CPU',
  restrictions: [
    'no tryLock: the node seen at the tail may be back there, pending, by the time of the exchange',
    'a thread without a CPU holds up everybody behind it',
    'nodes change hands, so that a thread may wait on a line of a remote NUMA node',
  ],
  sources: [
    { who: 'Craig', year: 1993, what: 'Building FIFO and priority-queueing spin locks from atomic swap' },
    {
      who: 'Magnusson, Landin & Hagersten',
      year: 1994,
      what: 'Queue locks on cache coherent multiprocessors',
      url: 'https://doi.org/10.1109/IPPS.1994.288305',
    },
  ],
  layout: { TAIL, NAP, SENTINEL, THREADS },
  freeRunning: [],
  sizeWords: (threads) => linesOf(threads),
  init,
  lock,
  unlock,
} satisfies LockSpec;
