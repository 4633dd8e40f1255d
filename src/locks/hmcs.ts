/**
 * HMCS: a queue of threads on each NUMA node, and a queue of nodes above them. The lock stays on a node for a number of turns, so
 * that it and what it protects seldom cross from one node to another.
 *
 * Source: Chabbi, Fagan & Mellor-Crummey, "High performance locks for multi-level NUMA systems", PPoPP 2015. Differs: two levels
 * always; queue nodes are word indexes, one per `self`; a thread's state also says whether it is outside; naps after some 100 µs.
 *
 * Words (each group on a line of its own; "queue node" is LINK, then STATE):
 *   ROOT      the last queue node of the upper queue, or NONE 0: the lock is free; written by a NUMA node's first thread
 *   NAP       always 0: something to sleep on
 *   PASSES    constant after init; on the line of NAP
 *   NODES…    two lines for each of MOST_NODES NUMA nodes: the last queue node of its threads, or NONE; its queue node in the upper
 *             queue, used by whoever is the first of its threads
 *   THREADS…  a line for each thread: its queue node, then HOME, its NUMA node, constant before sharing
 *     LINK   the successor's queue node, or NONE 0; written by the successor, cleared by the owner
 *     STATE  written by the owner, and while it is WAITING by its predecessor
 *
 *   | STATE       | of a thread                                     | of a NUMA node            |
 *   |-------------|-------------------------------------------------|---------------------------|
 *   | OUTSIDE 0   | not here                                        | not used yet              |
 *   | WAITING -1  | somebody of its NUMA node is before it          | another node is before it |
 *   | FIRST -2    | first of its NUMA node, must queue for it above | first above: its turn     |
 *   | 1, 2 …      | inside: the n-th of its NUMA node in one turn   | -                         |
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of sizeWords; setNode before sharing, with a node below
 * MOST_NODES. Not reentrant.
 * Misuse: locking twice is refused, and so is unlocking by a thread that does not hold the lock. A node that is too large is not
 * noticed: its words are other ones' words.
 * Progress: blocking; unlock, too, waits for a successor that has taken a tail and not linked itself yet. Fairness: FIFO among the
 * threads of a NUMA node and FIFO among the nodes; a node passes the lock on inside at most PASSES times in one turn.
 * Reuse and ABA: a queue node is out of its queue when `leave` returns, or when the lock was passed on inside: either it was the
 * tail and the compare-and-swap took it out, or its successor, the only one that found it at the tail, has written LINK, its last
 * access to it. A NUMA node's own leaves the upper queue before its threads are told to queue there again.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';
import { MOST_NODES, presumedNode } from './_nodes.ts';

const ROOT: i32 = 0;
const NAP: i32 = LINE_WORDS;
const PASSES: i32 = LINE_WORDS + 1;
const NODES: i32 = 2 * LINE_WORDS;

// Relative to a NUMA node's words: its threads' tail stands first.
const UPPER: i32 = LINE_WORDS;
const NODE_WORDS: i32 = 2 * LINE_WORDS;
const THREADS: i32 = NODES + MOST_NODES * NODE_WORDS;

// Relative to a queue node.
const LINK: i32 = 0;
const STATE: i32 = 1;
const HOME: i32 = 2;

const NONE: i32 = 0;
const OUTSIDE: i32 = 0;
const WAITING: i32 = -1;
const FIRST: i32 = -2;
const INSIDE: i32 = 1;

/** A crossing to another node costs several hand-overs inside one; spread over so many it adds little to each. */
const DEFAULT_PASSES: i32 = 64;

function threadAt(thread: i32): i32 {
  return (THREADS + Math.imul(thread, LINE_WORDS)) | 0;
}

function nodeAt(node: i32): i32 {
  return (NODES + Math.imul(node, NODE_WORDS)) | 0;
}

export function init(words: Words, threads: i32): void {
  words[PASSES] = DEFAULT_PASSES; // plain: not shared yet
  for (let thread: i32 = 0; thread < threads; thread++) setNode(words, thread, presumedNode(thread, threads));
}

export function setNode(words: Words, self: i32, node: i32): void {
  words[threadAt(self) + HOME] = node; // plain: not shared yet
}

export function lock(words: Words, self: i32): i32 {
  const mine = threadAt(self);
  if (words[mine + STATE] !== OUTSIDE) return -1; // plain: only a predecessor writes it besides, and only while we wait
  const home = nodeAt(words[mine + HOME]); // plain: constant before sharing
  if (enter(words, home, mine) !== FIRST) return 0;
  enter(words, ROOT, (home + UPPER) | 0);
  words[mine + STATE] = INSIDE; // plain: nobody of this NUMA node is before us who could write it
  return 0;
}

/** Queue up behind `tail` and wait. Returns what the predecessor has made of our STATE, or FIRST: there was none. */
function enter(words: Words, tail: i32, queued: i32): i32 {
  words[queued + LINK] = NONE; // plain: in no queue, and only we, first of our node, may put it into one
  words[queued + STATE] = WAITING; // plain: likewise; the predecessor looks after the link below
  // LP of lock at ROOT when it returns NONE. [acq-rel] hands our empty LINK on; sees what the last holder wrote; pairs with the
  // exchanges before and after, and with leave's [release] compare-and-swap.
  const predecessor = Atomics.exchange(words, tail, queued);
  if (predecessor === NONE) return FIRST;
  Atomics.store(words, predecessor + LINK, queued); // [release] hands our WAITING on; pairs with the [acquire] loads of LINK
  let paused: i32 = 0;
  // LP of lock at ROOT when it returns FIRST, and below when it returns 2 or more. [acquire] sees what the last holder wrote;
  // pairs with the [release] stores of our STATE in unlock and leave.
  let state: i32 = Atomics.load(words, queued + STATE);
  // Ends when all that came to this queue earlier have left it.
  while (state === WAITING) {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    state = Atomics.load(words, queued + STATE); // [acquire] as above
  }
  return state;
}

export function unlock(words: Words, self: i32): boolean {
  const mine = threadAt(self);
  const turn = words[mine + STATE]; // plain: nobody is before us who could write it
  if (turn < INSIDE) return false;
  words[mine + STATE] = OUTSIDE; // plain: likewise
  // plain: constant before sharing
  if (turn <= words[PASSES]) {
    const successor = Atomics.load(words, mine + LINK); // [acquire] sees the successor's WAITING; pairs with enter's [release] store
    if (successor !== NONE) {
      // LP. [release] publishes what the holder wrote, and hands our node's place above on; pairs with enter's [acquire] load.
      Atomics.store(words, successor + STATE, (turn + 1) | 0);
      return true;
    }
  }
  const home = nodeAt(words[mine + HOME]); // plain: constant before sharing
  leave(words, ROOT, (home + UPPER) | 0); // first: the next of our threads queues the same words up again
  leave(words, home, mine);
  return true;
}

/** Take `queued`, the first of its queue, out, and make the next one FIRST, if there is one. */
function leave(words: Words, tail: i32, queued: i32): void {
  let successor = Atomics.load(words, queued + LINK); // [acquire] sees the successor's WAITING; pairs with enter's [release] store
  if (successor === NONE) {
    // LP of unlock at ROOT. [release] publishes what the holder wrote; pairs with enter's [acq-rel] exchange. Success: we were the
    // last in the queue, too.
    if (Atomics.compareExchange(words, tail, queued, NONE) === queued) return;
    let paused: i32 = 0;
    // Ends when the thread that took the tail from us has linked itself: its next store.
    do {
      paused = relax(words, NAP, paused, STAY_CLOSE);
      successor = Atomics.load(words, queued + LINK); // [acquire] as above
    } while (successor === NONE);
  }
  // LP of unlock at ROOT. [release] publishes what the holder wrote; pairs with enter's [acquire] load of STATE.
  Atomics.store(words, successor + STATE, FIRST);
}

export default {
  kind: 'lock',
  name: 'hmcs',
  title: 'Hierarchical MCS lock',
  family: 'numa',
  fairness: 'weak-fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'many threads of several NUMA nodes want the lock at once, and each has a CPU',
  restrictions: [
    'at most 8 NUMA nodes',
    'a thread that moves to another node is still served as one of its first',
    'a thread without a CPU holds up everybody behind it',
    'a lock that is free costs two queues instead of one',
    'unlock may wait for a successor that is about to link itself',
  ],
  sources: [
    {
      who: 'Chabbi, Fagan & Mellor-Crummey',
      year: 2015,
      what: 'High performance locks for multi-level NUMA systems',
      url: 'https://doi.org/10.1145/2688500.2688503',
    },
  ],
  layout: { ROOT, NAP, PASSES, NODES, THREADS },
  freeRunning: [],
  tunables: {
    passes: {
      word: PASSES,
      default: DEFAULT_PASSES,
      min: 0,
      max: 1000000,
      what: 'hand-overs on a node before another has its turn',
    },
  },
  sizeWords: (threads) => threadAt(threads),
  init,
  lock,
  unlock,
  setNode,
} satisfies LockSpec;
