/**
 * A barrier as a tournament whose results are fixed: in round k the thread whose number ends in k zero bits meets the one
 * 2^k further on, waits for it and goes on; the other one waits to be woken. The champion, thread 0, starts the way back.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 3.4, figure 10, after Hensgen, Finkel & Manber, 1988: winners wake those they have beaten. Differs: roles follow
 * from the bits of `self`, there is no table; a loser announces itself on a line of its own, where the winner looks, rather than
 * on the winner's (with coherent caches it is the same); episode numbers instead of senses; threads pause between two looks,
 * and nap after some 100 µs.
 *
 * Words: a line with THREADS, constant after init, and NAP, always 0, something to sleep on; then two lines for each thread:
 *   ARRIVED  the last episode in which this thread and all below it have come; written by the thread, read by its winner
 *   WOKEN    the last episode that is over for this thread; written by its winner
 *
 *   thread in episode e           ARRIVED      WOKEN
 *   waits for those below         e - 1        e - 1
 *   has lost, waits to be woken   e            e - 1
 *   wakes those below             e            e       (the champion's is never written)
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
const PLACE_WORDS: i32 = 2 * LINE_WORDS;

/** Relative to the thread's place. */
const ARRIVED: i32 = 0;
const WOKEN: i32 = LINE_WORDS;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  const place = placeOf(self);
  const episode = (words[place + ARRIVED] + 1) | 0; // plain: only this thread writes its ARRIVED
  let distance: i32 = 1;
  // Ends when this thread loses, at its lowest bit that is set, or has won all rounds. Who has no opponent goes on at once.
  while (distance < threads && (self & distance) === 0) {
    const loser = (self + distance) | 0;
    if (loser < threads) awaitEpisode(words, (placeOf(loser) + ARRIVED) | 0, NAP, episode);
    distance = distance << 1;
  }
  // LP of the episode, where the champion does it. [release] I have come, and all below me; pairs with awaitEpisode's [acquire]
  // load in the winner.
  Atomics.store(words, place + ARRIVED, episode);
  if (self !== 0) awaitEpisode(words, (place + WOKEN) | 0, NAP, episode);
  // Ends at the first round: back through those that this thread has won.
  while (distance > 1) {
    distance = distance >> 1;
    const loser = (self + distance) | 0;
    // [release] all have come; pairs with awaitEpisode's [acquire] load in the loser.
    if (loser < threads) Atomics.store(words, placeOf(loser) + WOKEN, episode);
  }
}

function placeOf(self: i32): i32 {
  return (PLACES + Math.imul(self, PLACE_WORDS)) | 0;
}

export default {
  kind: 'barrier',
  name: 'tournament',
  title: 'Tournament barrier',
  family: 'tree',
  waiting: 'spin',
  path: 'logarithmic',
  progress: 'blocking',
  useWhen:
    'many threads, each with a CPU of its own, meet, and loads and stores must do: it needs no read-modify-write',
  restrictions: [
    'the number of threads is fixed',
    'slow with more threads than CPUs: who waits keeps a CPU for some 100 µs',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 10',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { THREADS, NAP },
  freeRunning: [],
  sizeWords: (threads) => PLACES + threads * PLACE_WORDS,
  init,
  arriveAndWait,
} satisfies BarrierSpec;
