/**
 * An eventcount whose waiters spin: they look at the count again and again, with a pause between two looks, which leaves a core
 * that two threads share to the other.
 *
 * Source: Reed & Kanodia, "Synchronization with eventcounts and sequencers", CACM 22(2), 1979, for the operations. Waiting is
 * this project's: a pause after each look, and a nap after some 100 µs of them (../backoff.ts).
 *
 * Words (each on a line of its own):
 *   COUNT  free-running: how often it was advanced; written by whoever advances
 *   NAP    always 0: something to sleep on; written by nobody
 *
 * Thread contract: any thread advances, any thread waits; `self` is not used. A count that is waited for lies at most 2^31 - 1
 * ahead.
 * Misuse: waiting for a count that nobody will reach lasts for ever.
 * Progress: `advance` is wait-free, `awaitCount` waits. Fairness: none needed, everybody who waits sees the count. Zeroed words
 * are a count of 0.
 * Wrap: counts are compared by difference. A waiter that does not run while the count moves on by 2^31 takes it for one that is
 * not reached yet; at one advance in 10 ns that is 21 s off the CPU.
 * No lost wake-up: nobody is woken. Naps end by themselves, and the count is looked at after each.
 */
import type { EventcountSpec, i32, Words } from '../../contract.ts';
import { relax, STAY_CLOSE } from '../backoff.ts';
import { LINE_WORDS } from '../layout.ts';

const COUNT: i32 = 0;
const NAP: i32 = LINE_WORDS;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // LP. [acq-rel] publishes what the caller wrote; pairs with awaitCount's [acquire] load of COUNT
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let paused: i32 = 0;
  // LP when it ends. [acquire] pairs with advance's [acq-rel] add; ends when the count has come that far.
  while (((Atomics.load(words, COUNT) - count) | 0) < 0) paused = relax(words, NAP, paused, STAY_CLOSE);
}

export default {
  kind: 'eventcount',
  name: 'pause',
  title: 'Spin',
  family: 'spinning',
  waiting: 'spin',
  wakes: 'never',
  progress: 'blocking',
  useWhen: 'waits are shorter than a few microseconds and every thread has a CPU of its own',
  restrictions: ['a waiting thread keeps a CPU busy'],
  sources: [
    {
      who: 'Reed & Kanodia',
      year: 1979,
      what: 'Synchronization with eventcounts and sequencers',
      url: 'https://doi.org/10.1145/359060.359076',
    },
  ],
  layout: { COUNT, NAP },
  freeRunning: ['COUNT'],
  sizeWords: () => 2 * LINE_WORDS,
  advance,
  awaitCount,
} satisfies EventcountSpec;
