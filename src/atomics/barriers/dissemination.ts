/**
 * A barrier without a last thread: in round k each thread tells the one 2^k places further on that it has come, and waits to be
 * told by the one 2^k places back. After ceil(log2 N) rounds each has heard, directly or not, of all.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 3.3, figure 9, after Hensgen, Finkel & Manber, 1988. Differs: a flag holds the number of the episode, compared
 * by difference, which does the work of both parity and sense; threads pause between two looks, and nap after some 100 µs.
 *
 * Words, by lines:
 *   0               THREADS, constant after init, and NAP, always 0: something to sleep on
 *   1 …             EPISODE of each thread: the one it is in; written and read by it alone
 *   threads + 1 …   a row for each round: the flag of each thread; written by the thread 2^k places back, read by its own
 *
 *   flag of a thread in episode e    e - 1, nothing yet · e, told · e + 1, told of the next one already, while the thread
 *                                    had no CPU to look: 2 ahead is impossible, as nobody ends e + 1 before it has come there
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

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

export function arriveAndWait(words: Words, self: i32): void {
  const threads = words[THREADS]; // plain: constant after init
  const own = lineAt((1 + self) | 0);
  const episode = (words[own] + 1) | 0; // plain: own word
  words[own] = episode;
  let row: i32 = (1 + threads) | 0;
  // Ends after ceil(log2 threads) rounds; the LP of leaving is the last round's look at the flag.
  for (let distance: i32 = 1; distance < threads; distance = distance << 1) {
    const onward = (self + distance) | 0;
    const partner: i32 = onward < threads ? onward : (onward - threads) | 0;
    // [release] I have come, and so have those that told me in earlier rounds; pairs with awaitEpisode's [acquire] load.
    Atomics.store(words, lineAt((row + partner) | 0), episode);
    awaitEpisode(words, lineAt((row + self) | 0), NAP, episode);
    row = (row + threads) | 0;
  }
}

/** The first word of a line. */
function lineAt(line: i32): i32 {
  return Math.imul(line, LINE_WORDS);
}

export default {
  kind: 'barrier',
  name: 'dissemination',
  title: 'Dissemination barrier',
  family: 'dissemination',
  waiting: 'spin',
  path: 'logarithmic',
  progress: 'blocking',
  useWhen: 'every thread has a CPU of its own and an episode must be short: the fewest messages one after another',
  restrictions: [
    'the number of threads is fixed',
    'slow with more threads than CPUs: who waits keeps a CPU for some 100 µs, in every round',
    'N log N messages an episode, and as many lines',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 9',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { THREADS, NAP },
  freeRunning: [],
  sizeWords: (threads) => LINE_WORDS * (1 + threads + threads * Math.ceil(Math.log2(threads))),
  init,
  arriveAndWait,
} satisfies BarrierSpec;
