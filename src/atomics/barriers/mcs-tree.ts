/**
 * A barrier of two fixed trees: threads report up a tree with four children a node, and are woken down a tree with two.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 3.5, figure 11. Differs: the four children's flags are words on one line, not bytes of one word; they hold
 * episode numbers, so that the parent need not set them back, and there are no senses; threads pause between two looks, and
 * nap after some 100 µs.
 *
 * Words: a line with THREADS, constant after init, and NAP, always 0, something to sleep on; then three lines for each thread:
 *   EPISODE   the one that the thread is in; written and read by it alone
 *   REPORTED  four words: the last episode for which each child, and all below it, has come; written by that child. Together
 *             on one line, as in the paper: when all have reported, the parent finds them with one transfer
 *   WOKEN     the last episode that is over; written by the thread above in the tree of the wake-up
 *
 *   thread in episode e           EPISODE   REPORTED         WOKEN
 *   waits for its children        e         e - 1 or e       e - 1
 *   has reported                  e         e or e + 1       e - 1
 *   wakes its children            e         e or e + 1       e       (thread 0's is never written)
 *
 * e + 1: a child in the tree of arrivals is woken by another thread than its parent there, so it may have gone and come again
 * before its parent is awake.
 *
 * Thread contract: each number from 0 to threads - 1 is one thread's. Misuse: a number used twice lets threads go too soon, one
 * that is missing makes them wait for ever, one too large writes outside the structure.
 * Progress: blocking: all wait for the slowest. Fairness: nobody can come twice before all have come once.
 * Wrap: episode numbers wrap; those that are compared differ by at most 1.
 */
import type { BarrierSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { awaitEpisode } from './_await-episode.ts';

const THREADS: i32 = 0;
const NAP: i32 = 1;
const PLACES: i32 = LINE_WORDS;
const PLACE_WORDS: i32 = 3 * LINE_WORDS;

/** Relative to the thread's place. */
const EPISODE: i32 = 0;
const REPORTED: i32 = LINE_WORDS;
const WOKEN: i32 = 2 * LINE_WORDS;

/** Children on the way up. */
const FAN_IN: i32 = 4;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  const place = placeOf(self);
  const episode = (words[place + EPISODE] + 1) | 0; // plain: own word
  words[place + EPISODE] = episode;
  const children = (Math.imul(self, FAN_IN) + 1) | 0; // the first of them
  for (let nth: i32 = 0; nth < FAN_IN; nth++) {
    if (((children + nth) | 0) < threads) awaitEpisode(words, (place + REPORTED + nth) | 0, NAP, episode);
  }
  if (self !== 0) {
    const parent = (((self - 1) | 0) / FAN_IN) | 0;
    const nth = (self - 1 - Math.imul(parent, FAN_IN)) | 0;
    // [release] I have come, and all below me; pairs with awaitEpisode's [acquire] load in the parent.
    Atomics.store(words, placeOf(parent) + REPORTED + nth, episode);
    awaitEpisode(words, (place + WOKEN) | 0, NAP, episode);
  }
  // LP of the episode, where thread 0 comes here.
  wakeThread(words, ((self << 1) + 1) | 0, threads, episode);
  wakeThread(words, ((self << 1) + 2) | 0, threads, episode);
}

function wakeThread(words: Words, thread: i32, threads: i32, episode: i32): void {
  // [release] all have come; pairs with awaitEpisode's [acquire] load in that thread.
  if (thread < threads) Atomics.store(words, placeOf(thread) + WOKEN, episode);
}

function placeOf(self: i32): i32 {
  return (PLACES + Math.imul(self, PLACE_WORDS)) | 0;
}

export default {
  kind: 'barrier',
  name: 'mcs-tree',
  title: 'MCS tree barrier',
  family: 'tree',
  waiting: 'spin',
  path: 'logarithmic',
  progress: 'blocking',
  useWhen:
    'many threads, each with a CPU of its own, meet, and memory traffic counts: 2N - 2 messages, the fewest possible, in a flat tree',
  restrictions: [
    'the number of threads is fixed',
    'slow with more threads than CPUs: who waits keeps a CPU for some 100 µs',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 11',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { THREADS, NAP },
  freeRunning: [],
  sizeWords: (threads) => PLACES + threads * PLACE_WORDS,
  init,
  arriveAndWait,
} satisfies BarrierSpec;
