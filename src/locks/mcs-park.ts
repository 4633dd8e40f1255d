/**
 * MCS queue lock whose waiting threads spin for a while and then sleep, each on its own node, and may give up.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, figure 5, for the queue; He, Scherer & Scott, "Preemption adaptivity in time-published queue-based spin locks", HiPC
 * 2005, for threads that give up: they leave their node in the queue, and take their old place if they come back in time.
 * Differs: nodes are word indexes, one for each thread; no time is published; waiting threads sleep.
 *
 * Words (each group on a line of its own):
 *   TAIL    the last node of the queue, or NONE 0: the lock is free; written by whoever comes, and by the last to leave
 *   SPINS   looks before a thread sleeps; constant after init. On its line NAP, always 0: something to nap on
 *   NODES…  a line for each thread: LINK, the node behind it, or NONE; and STATE
 *     FREE 0       in no queue; the thread's own            → WAITING, and where the lock was free HOLDING, by its thread
 *     WAITING 1    in the queue, its thread is looking      → ASLEEP by its thread; → HOLDING by the holder that leaves
 *     ASLEEP 2     in the queue, its thread sleeps          → ABANDONED by its thread; → HOLDING by the holder, who wakes it
 *     HOLDING 3    its thread is inside                     → FREE by its thread
 *     ABANDONED 4  in the queue, its thread has given up    → WAITING by its thread; → SKIPPED by the holder that leaves
 *     SKIPPED 5    on its way out of the queue              → FREE by the same holder, in a moment
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of init. Not reentrant.
 * Misuse: locking twice is refused, and so is unlocking by a thread that does not hold the lock.
 * Progress: blocking. Fairness: FIFO by arrival at TAIL; a thread that gave up and came back has the place of its first arrival.
 * No lost wake-up: a thread sleeps only while its STATE is ASLEEP, which `park` checks again itself; the one before it changes
 * STATE first and wakes it then, if it found ASLEEP.
 * Reuse: a node is linked again only by its thread, and only after FREE, when nobody before it looks at it any more.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import { parkAtMost } from '../atomics/timed-park.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const TAIL: i32 = 0;
const SPINS: i32 = LINE_WORDS;
const NAP: i32 = LINE_WORDS + 1;
const NODES: i32 = 2 * LINE_WORDS;

// Relative to the node.
const LINK: i32 = 0;
const STATE: i32 = 1;

const NONE: i32 = 0;
const FREE: i32 = 0;
const WAITING: i32 = 1;
const ASLEEP: i32 = 2;
const HOLDING: i32 = 3;
const ABANDONED: i32 = 4;
const SKIPPED: i32 = 5;

/** As in futex.ts. */
const SPIN_LOOKS: i32 = 100;

/** A `timeoutUs` that never ends. */
const FOR_EVER: i32 = -1;

export function init(words: Words, threads: i32): void {
  words[SPINS] = SPIN_LOOKS; // plain: not shared yet
}

function nodeOf(thread: i32): i32 {
  return (NODES + Math.imul(thread, LINE_WORDS)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const node = nodeOf(self);
  const state = Atomics.load(words, node + STATE); // [acquire] FREE: the node is ours alone; pairs with leave's [release] store
  if (state === HOLDING) return -1;
  if (!enter(words, node, state)) awaitTurn(words, node, FOR_EVER);
  return 0;
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  if (timeoutUs <= 0) return tryLock(words, self);
  const node = nodeOf(self);
  const state = Atomics.load(words, node + STATE); // [acquire] as in lock
  if (state === HOLDING) return false;
  return enter(words, node, state) || awaitTurn(words, node, timeoutUs);
}

/** Join the queue, or take the old place in it again. `true`: the lock was free. */
function enter(words: Words, node: i32, state: i32): boolean {
  if (state !== FREE && comeBack(words, node)) return false;
  words[node + LINK] = NONE; // plain: the node is in no queue
  words[node + STATE] = WAITING; // plain: likewise
  // LP when it returns NONE. [acq-rel] hands our node on; sees what the last holder wrote; pairs with the exchanges before and
  // after, and with successorOf's [release] compare-and-swap.
  const predecessor = Atomics.exchange(words, TAIL, node);
  if (predecessor === NONE) {
    words[node + STATE] = HOLDING; // plain: nobody comes before us
    return true;
  }
  Atomics.store(words, predecessor + LINK, node); // [release] hands our node on; pairs with successorOf's [acquire] load
  return false;
}

/** Our node was left in the queue: `true`: we wait in the old place again. `false`: it has been skipped, and is FREE now. */
function comeBack(words: Words, node: i32): boolean {
  // LP of coming back. [relaxed] success: nobody has skipped us yet; pairs with passTo's compare-and-swaps.
  if (Atomics.compareExchange(words, node + STATE, ABANDONED, WAITING) === ABANDONED) return true;
  let paused: i32 = 0;
  // [acquire] as in lock. Ends as the thread that skips us is about to write FREE.
  while (Atomics.load(words, node + STATE) !== FREE) paused = relax(words, NAP, paused, STAY_CLOSE);
  return false;
}

/** Spin, then sleep, until it is our turn. `false`: the time is up, and our node stays behind. */
function awaitTurn(words: Words, node: i32, timeoutUs: i32): boolean {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    // LP. [acquire] sees what the last holder wrote; pairs with passTo's [release] compare-and-swap.
    if (Atomics.load(words, node + STATE) === HOLDING) return true;
    pause();
  }
  // LP when it fails: it is our turn. [acquire] as above; pairs with passTo's.
  if (Atomics.compareExchange(words, node + STATE, WAITING, ASLEEP) !== WAITING) return true;
  const turn: i32 = (node + STATE) | 0;
  let leftUs: i32 = timeoutUs;
  // LP, [acquire] as above. Ends when all threads that came earlier have left, or with the time.
  while (Atomics.load(words, turn) === ASLEEP) {
    if (timeoutUs === FOR_EVER) park(words, turn, ASLEEP);
    else if (leftUs > 0) leftUs = (leftUs - parkAtMost(words, turn, ASLEEP, leftUs)) | 0;
    // LP of giving up when it succeeds; when it fails, it is our turn. [acquire] as above.
    else return Atomics.compareExchange(words, turn, ASLEEP, ABANDONED) !== ASLEEP;
  }
  return true;
}

export function unlock(words: Words, self: i32): boolean {
  const node = nodeOf(self);
  if (Atomics.load(words, node + STATE) !== HOLDING) return false; // [relaxed] only this thread ends HOLDING
  words[node + STATE] = FREE; // plain: nobody comes before us who looks at it
  let leaving: i32 = node;
  let next: i32 = successorOf(words, leaving);
  // Ends at a node whose thread waits, or at the end of the queue.
  while (next !== NONE) {
    if (leaving !== node) leave(words, leaving);
    if (passTo(words, next)) return true;
    leaving = next;
    next = successorOf(words, leaving);
  }
  if (leaving !== node) leave(words, leaving);
  return true;
}

/** The node behind `node`, which is the first of the queue; NONE: there was none, and the lock is free now. */
function successorOf(words: Words, node: i32): i32 {
  let next = Atomics.load(words, node + LINK); // [acquire] with the link comes the node; pairs with enter's [release] store
  if (next !== NONE) return next;
  // LP. [release] publishes what the holder wrote; pairs with enter's and tryLock's [acquire]. Success: nobody is behind.
  if (Atomics.compareExchange(words, TAIL, node, NONE) === node) return NONE;
  let paused: i32 = 0;
  // Ends when the thread that took the tail from us has linked itself: its next store.
  do {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    next = Atomics.load(words, node + LINK); // [acquire] as above
  } while (next === NONE);
  return next;
}

/** A node that was skipped is in no queue any more, and its thread's own. */
function leave(words: Words, node: i32): void {
  // [release] we are done with it; pairs with the [acquire] loads of lock, lockFor, tryLock and comeBack.
  Atomics.store(words, node + STATE, FREE);
}

/** Give the lock to the thread of `next`. `false`: it has given up, and its node is ours to remove. */
function passTo(words: Words, next: i32): boolean {
  let state = Atomics.load(words, next + STATE); // [relaxed] a guess, proved by the CAS
  // Ends when a CAS succeeds; it fails only as the thread falls asleep, gives up or comes back.
  while (true) {
    const passed: i32 = state === ABANDONED ? SKIPPED : HOLDING;
    // LP of unlock when it writes HOLDING. [release] publishes what the holder wrote; pairs with awaitTurn's [acquire] looks.
    const seen = Atomics.compareExchange(words, next + STATE, state, passed);
    if (seen === state) {
      if (state === ASLEEP) wake(words, (next + STATE) | 0, 1);
      return passed === HOLDING;
    }
    state = seen;
  }
}

export function tryLock(words: Words, self: i32): boolean {
  const node = nodeOf(self);
  // [acquire] as in lock. Not FREE: inside, or left behind in a queue, and where there is a queue the lock is not free.
  if (Atomics.load(words, node + STATE) !== FREE) return false;
  words[node + LINK] = NONE; // plain: the node is in no queue
  // LP. [acq-rel] success: the queue was empty; hands our node on, and pairs with successorOf's [release] compare-and-swap.
  if (Atomics.compareExchange(words, TAIL, NONE, node) !== NONE) return false;
  words[node + STATE] = HOLDING; // plain: nobody comes before us
  return true;
}

export default {
  kind: 'lock',
  name: 'mcs-park',
  title: 'MCS queue lock that sleeps',
  family: 'queue',
  fairness: 'fifo',
  waiting: 'spin-then-park',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'the order of arrival matters, and there may be more threads than CPUs',
  restrictions: [
    'with more threads than CPUs nearly every hand-over is a wake-up',
    'a thread that gave up and comes back has its old place, before others that came in between',
    'unlock walks past all threads that gave up',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
    {
      who: 'He, Scherer & Scott',
      year: 2005,
      what: 'Preemption adaptivity in time-published queue-based spin locks',
      url: 'https://doi.org/10.1007/11602569_6',
    },
  ],
  layout: { TAIL, SPINS, NAP, NODES },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: (threads) => nodeOf(threads),
  init,
  lock,
  unlock,
  tryLock,
  lockFor,
} satisfies LockSpec;
