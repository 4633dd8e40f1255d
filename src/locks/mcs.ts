/**
 * MCS: an explicit queue. Each thread waits on its own node until the one before it hands the lock over.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, figure 5. Differs: nodes are word indexes, one per `self`; a node's flag also says whether its thread is outside; naps
 * after some 100 µs. tryLock is not in the paper.
 *
 * Words (each group on a line of its own):
 *   TAIL    the last node of the queue, or NONE 0: the lock is free; written by whoever comes and by the last who leaves
 *   NAP     always 0: something to sleep on
 *   NODES…  a node for each thread, on its own line: LINK, then STATE
 *     LINK   the successor's node, or NONE 0; written by the successor, cleared by the thread
 *     STATE  OUTSIDE 0, WAITING 1, HOLDING 2; written by the thread, and while it is WAITING by its predecessor
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of sizeWords. Not reentrant.
 * Misuse: locking twice is refused, and so is unlocking by a thread that does not hold the lock.
 * Progress: blocking; unlock, too, waits for a successor that has taken the tail and not linked itself yet. Fairness: FIFO by
 * arrival at TAIL. Zeroed words are a free lock.
 * Reuse and ABA: a thread's node is out of the queue when unlock returns: either it was the tail and the compare-and-swap took it
 * out, or its successor, the only thread that found it at the tail, has written LINK, its last access to it.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const TAIL: i32 = 0;
const NAP: i32 = LINE_WORDS;
const NODES: i32 = 2 * LINE_WORDS;

// Relative to the node.
const LINK: i32 = 0;
const STATE: i32 = 1;

const NONE: i32 = 0;
const OUTSIDE: i32 = 0;
const WAITING: i32 = 1;
const HOLDING: i32 = 2;

function nodeOf(thread: i32): i32 {
  return (NODES + Math.imul(thread, LINE_WORDS)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const node = nodeOf(self);
  if (words[node + STATE] !== OUTSIDE) return -1; // plain: only a predecessor writes it besides, and only while we wait
  words[node + LINK] = NONE; // plain: the node is in no queue
  // LP when it returns NONE. [acq-rel] hands our empty LINK on; sees what the last holder wrote; pairs with the exchanges before
  // and after, and with unlock's [release] compare-and-swap.
  const predecessor = Atomics.exchange(words, TAIL, node);
  if (predecessor === NONE) {
    words[node + STATE] = HOLDING; // plain: nobody comes before us
    return 0;
  }
  words[node + STATE] = WAITING; // plain: the predecessor looks after the link below
  Atomics.store(words, predecessor + LINK, node); // [release] hands our WAITING on; pairs with successorOf's [acquire] load
  let paused: i32 = 0;
  // LP. [acquire] sees what the last holder wrote; pairs with unlock's [release] store of our STATE.
  // Ends when all threads that came earlier have left.
  while (Atomics.load(words, node + STATE) !== HOLDING) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const node = nodeOf(self);
  if (words[node + STATE] !== HOLDING) return false; // plain: nobody comes before us who could write it
  words[node + STATE] = OUTSIDE; // plain: likewise
  const successor = successorOf(words, node);
  // LP. [release] publishes what the holder wrote; pairs with lock's [acquire] load of STATE.
  if (successor !== NONE) Atomics.store(words, successor + STATE, HOLDING);
  return true;
}

/** Who comes after the holder's node, or NONE: nobody, and the lock is free now. */
function successorOf(words: Words, node: i32): i32 {
  let successor = Atomics.load(words, node + LINK); // [acquire] sees the successor's WAITING; pairs with lock's [release] store
  if (successor !== NONE) return successor;
  // LP. [release] publishes what the holder wrote; pairs with lock's and tryLock's [acquire]. Success: we were the last in the queue.
  if (Atomics.compareExchange(words, TAIL, node, NONE) === node) return NONE;
  let paused: i32 = 0;
  // Ends when the thread that took the tail from us has linked itself: its next store.
  do {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    successor = Atomics.load(words, node + LINK); // [acquire] as above
  } while (successor === NONE);
  return successor;
}

export function tryLock(words: Words, self: i32): boolean {
  const node = nodeOf(self);
  if (words[node + STATE] !== OUTSIDE) return false; // plain: as in lock
  words[node + LINK] = NONE; // plain: the node is in no queue
  // LP. [acq-rel] success: the queue was empty, and is ours alone; hands our empty LINK on, and pairs with unlock's [release]
  // compare-and-swap.
  if (Atomics.compareExchange(words, TAIL, NONE, node) !== NONE) return false;
  words[node + STATE] = HOLDING; // plain: nobody comes before us
  return true;
}

export default {
  kind: 'lock',
  name: 'mcs',
  title: 'MCS queue lock',
  family: 'queue',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'many threads want the lock at once, each has a CPU, and they run on several NUMA nodes',
  restrictions: [
    'a thread without a CPU holds up everybody behind it',
    'unlock may wait for a successor that is about to link itself',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { TAIL, NAP, NODES },
  freeRunning: [],
  sizeWords: (threads) => nodeOf(threads),
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
