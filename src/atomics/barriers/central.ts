/**
 * A barrier with one counter: whoever comes last sets it back and lets the others go. The simplest one.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 3.1, figure 7: the sense-reversing centralized barrier, which they trace to Hensgen, Finkel & Manber, 1988.
 * Differs: the sense is a number of episodes. It cannot change before the last thread has come, so each thread reads it on
 * arrival, and none keeps a sense of its own. The counter counts up. Threads pause between two looks, and nap after some 100 µs.
 *
 * Words (each on a line of its own):
 *   ARRIVED  threads that have come for this episode; written by every thread
 *   EPISODE  episodes that are over; written by the last thread of each
 *   OTHERS   threads, less 1; constant after init. On the same line NAP, always 0: something to sleep on
 *
 *   arrival         ARRIVED          EPISODE
 *   not the last    n → n + 1        e           wait until it is e + 1
 *   the last        OTHERS → 0       e → e + 1   go on
 *
 * Thread contract: each number from 0 to OTHERS is one thread's. Misuse: a thread too many lets the others go too soon, one
 * too few makes them wait for ever.
 * Progress: blocking: all wait for the slowest. Fairness: nobody can come twice before all have come once.
 * Wrap: EPISODE is compared by difference, and a waiting thread is never more than one episode behind.
 */
import type { BarrierSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { awaitEpisode } from './_await-episode.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const OTHERS: i32 = 2 * LINE_WORDS;
const NAP: i32 = OTHERS + 1;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const episode = words[EPISODE]; // plain: it does not change before this thread has arrived
  // [acq-rel] publishes what this thread wrote; the last one sees what all wrote: pairs with the others' adds.
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) {
    words[ARRIVED] = 0; // plain: nobody comes again before the [release] below
    // LP of the episode. [release] pairs with awaitEpisode's [acquire] load.
    Atomics.store(words, EPISODE, (episode + 1) | 0);
    return;
  }
  awaitEpisode(words, EPISODE, NAP, (episode + 1) | 0);
}

export default {
  kind: 'barrier',
  name: 'central',
  title: 'Centralized barrier',
  family: 'centralized',
  waiting: 'spin',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'a few threads meet, each with a CPU of its own: there is nothing simpler',
  restrictions: [
    'the number of threads is fixed',
    'slow with more threads than CPUs: who waits keeps a CPU for some 100 µs',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 7',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { ARRIVED, EPISODE, OTHERS, NAP },
  freeRunning: ['EPISODE'],
  sizeWords: () => 3 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies BarrierSpec;
