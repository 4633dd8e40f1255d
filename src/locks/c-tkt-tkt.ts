/**
 * C-TKT-TKT, a cohort lock of ticket locks: one for each NUMA node, and one above that a node's threads hold together and pass on
 * among themselves for a number of turns.
 *
 * Source: Dice, Marathe & Shavit, "Lock cohorting: a general technique for designing NUMA locks", PPoPP 2012, and ACM TOPC 1(2),
 * 2015. Differs: the number of passes also says whether the upper lock comes with the lower one; naps after some 100 µs.
 *
 * Words (each group on a line of its own; NEXT and SERVING as in `ticket`):
 *   NEXT     the next ticket of the upper lock; written by a NUMA node's holder that needs it
 *   SERVING  the upper ticket whose node may be inside; written by the holder of both locks
 *   NAP      always 0: something to sleep on
 *   PASSES   constant after init; on the line of NAP
 *   NODES…   two lines for each of MOST_NODES NUMA nodes
 *     NODE_NEXT     the next ticket of the node's lock; written by whichever of its threads comes
 *     NODE_SERVING  the ticket that may go on; written by the holder of the node's lock
 *     PASSED        0: who gets the node's lock must get the upper one, too. n: it comes along, for the n-th time; on the line of
 *                   NODE_SERVING, with which it is written and read
 *   HOMES…   a word for each thread: its NUMA node; constant before sharing
 * The lock is free when NEXT equals SERVING. A node's lock is free when NODE_NEXT equals NODE_SERVING; then PASSED is 0.
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of sizeWords; setNode before sharing, with a node below
 * MOST_NODES. `unlock` is called by the thread that holds the lock. Not reentrant. The upper lock may be left by another thread than
 * the one that drew its ticket: tickets do not say whose they are.
 * Misuse: not detected. Unlocking a free lock passes by the next ticket of both locks: all who come later wait for ever. Unlocking
 * what another thread holds breaks the count or lets a second one in. Locking twice waits for ever. A node that is too large is not
 * noticed: its words are other ones' words.
 * Progress: blocking. Fairness: FIFO among the threads of a NUMA node and FIFO among the nodes; a node passes the lock on inside at
 * most PASSES times in one turn.
 * Wrap and ABA: tickets are compared for equality, so two threads would hold the same one only with 2^32 waiting; who waits on the
 * node is a wrapping difference, at most the number of threads.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';
import { MOST_NODES, presumedNode } from './_nodes.ts';

const NEXT: i32 = 0;
const SERVING: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;
const PASSES: i32 = 2 * LINE_WORDS + 1;
const NODES: i32 = 3 * LINE_WORDS;

// Relative to a NUMA node's words.
const NODE_NEXT: i32 = 0;
const NODE_SERVING: i32 = LINE_WORDS;
const PASSED: i32 = LINE_WORDS + 1;
const NODE_WORDS: i32 = 2 * LINE_WORDS;

const HOMES: i32 = NODES + MOST_NODES * NODE_WORDS;

/** A crossing to another node costs several hand-overs inside one; spread over so many it adds little to each. */
const DEFAULT_PASSES: i32 = 64;

export function init(words: Words, threads: i32): void {
  words[PASSES] = DEFAULT_PASSES; // plain: not shared yet
  for (let thread: i32 = 0; thread < threads; thread++) setNode(words, thread, presumedNode(thread, threads));
}

export function setNode(words: Words, self: i32, node: i32): void {
  words[HOMES + self] = node; // plain: not shared yet
}

/** The words of the node on which the caller runs. */
function homeOf(words: Words, self: i32): i32 {
  return (NODES + Math.imul(words[HOMES + self], NODE_WORDS)) | 0; // plain: constant before sharing
}

export function lock(words: Words, self: i32): i32 {
  const home = homeOf(words, self);
  drawAndWait(words, (home + NODE_NEXT) | 0, (home + NODE_SERVING) | 0); // LP when the upper lock comes along
  // plain: only the node's holder writes it, and that is this thread now; the one before published it with NODE_SERVING
  if (words[home + PASSED] === 0) drawAndWait(words, NEXT, SERVING); // LP when it does not
  return 0;
}

/** Get a ticket lock: the upper one, or a node's. */
function drawAndWait(words: Words, next: i32, serving: i32): void {
  const ticket = Atomics.add(words, next, 1); // [relaxed] decides the order; `serving` carries what holders wrote
  let paused: i32 = 0;
  // LP of lock, see there. [acquire] sees what the last holder wrote; pairs with unlock's [release] stores.
  // Ends when all with earlier tickets have left.
  while (Atomics.load(words, serving) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export function unlock(words: Words, self: i32): boolean {
  const home = homeOf(words, self);
  const ticket = words[home + NODE_SERVING]; // plain: only the node's holder writes it, and that is this thread; so is PASSED
  const passed = words[home + PASSED];
  // [relaxed] who comes after this look queues for both locks; who has come before waits, and is the next. plain: PASSES, constant
  const isAwaited = passed < words[PASSES] && ((Atomics.load(words, home + NODE_NEXT) - ticket) | 0) > 1;
  words[home + PASSED] = isAwaited ? (passed + 1) | 0 : 0; // plain: published by the store of NODE_SERVING
  if (!isAwaited) {
    const upper = words[SERVING]; // plain: only the holder of both locks writes it: this thread, or one of its node before it
    // LP. [release] publishes what the holder wrote; pairs with drawAndWait's [acquire] load.
    Atomics.store(words, SERVING, (upper + 1) | 0);
  }
  // LP when the upper lock comes along. [release] publishes what the holder wrote; pairs with drawAndWait's [acquire] load.
  Atomics.store(words, home + NODE_SERVING, (ticket + 1) | 0);
  return true;
}

export default {
  kind: 'lock',
  name: 'c-tkt-tkt',
  title: 'Cohort lock of ticket locks',
  family: 'numa',
  fairness: 'weak-fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'threads of several NUMA nodes want the lock at once, a few on each node, and each has a CPU',
  restrictions: [
    'at most 8 NUMA nodes',
    'a thread that moves to another node is still served as one of its first',
    'every unlock sends all waiting threads of a node to the same line at once',
    'a thread without a CPU holds up everybody behind it',
    'misuse is not detected',
  ],
  sources: [
    {
      who: 'Dice, Marathe & Shavit',
      year: 2012,
      what: 'Lock cohorting: a general technique for designing NUMA locks',
      url: 'https://doi.org/10.1145/2145816.2145848',
    },
    {
      who: 'Dice, Marathe & Shavit',
      year: 2015,
      what: 'Lock cohorting: a general technique for designing NUMA locks, in ACM TOPC',
      url: 'https://doi.org/10.1145/2686884',
    },
  ],
  // Of the nodes' counters those that init gives threads to; the others are alike.
  layout: {
    ...{ NEXT, SERVING, NAP, PASSES, NODES, HOMES },
    ...{ NODE_0_NEXT: NODES + NODE_NEXT, NODE_0_SERVING: NODES + NODE_SERVING },
    ...{ NODE_1_NEXT: NODES + NODE_WORDS + NODE_NEXT, NODE_1_SERVING: NODES + NODE_WORDS + NODE_SERVING },
  },
  freeRunning: ['NEXT', 'SERVING', 'NODE_0_NEXT', 'NODE_0_SERVING', 'NODE_1_NEXT', 'NODE_1_SERVING'],
  tunables: {
    passes: {
      word: PASSES,
      default: DEFAULT_PASSES,
      min: 0,
      max: 1000000,
      what: 'hand-overs on a node before another has its turn',
    },
  },
  // The threads' words end with their line, so that nobody writes beside them.
  sizeWords: (threads) => HOMES + Math.ceil(threads / LINE_WORDS) * LINE_WORDS,
  init,
  lock,
  unlock,
  setNode,
} satisfies LockSpec;
