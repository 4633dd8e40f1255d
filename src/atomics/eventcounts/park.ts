/**
 * An eventcount whose waiters sleep at once, and whose advances wake only when somebody may be asleep.
 *
 * Source: Reed & Kanodia, "Synchronization with eventcounts and sequencers", CACM 22(2), 1979, for the operations. The waiters
 * count is that of eventcounts that wait for any condition (../eventcount.ts); here the count itself is what is slept on.
 *
 * Words (each on a line of its own; a structure that contains this one at its base reserves PARK_WORDS for it):
 *   COUNT    free-running: how often it was advanced; written by whoever advances
 *   WAITERS  threads that sleep, or are about to, or have just been woken; written by whoever waits
 *
 * Thread contract: any thread advances, any thread waits; `self` is not used. A count that is waited for lies at most 2^31 - 1
 * ahead.
 * Misuse: waiting for a count that nobody will reach lasts for ever.
 * Progress: `advance` is lock-free but for the wake-up, which takes the engine's lock; `awaitCount` waits. Fairness: an advance
 * wakes everybody, also those who wait for a later count; they sleep again. Zeroed words are a count of 0.
 * No lost wake-up (Dekker): a waiter counts itself in WAITERS, then `park` compares COUNT with the value that the waiter has
 * seen; an advance moves COUNT, then looks at WAITERS. All four are sequentially consistent, so either the comparison sees the
 * new count and the waiter does not sleep, or the advance sees the waiter. Then it calls `wake`; the comparison and the going
 * to sleep are one step under the engine's lock, which `wake` takes, too: it finds the waiter asleep, or the waiter compares
 * later and sees the new count.
 * Wrap: counts are compared by difference. A waiter would sleep through exactly 2^32 advances between its look and its sleep;
 * and one that does not run while the count moves on by 2^31 takes it for one that is not reached yet.
 */
import type { EventcountSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { park, wake } from '../wait.ts';

export const COUNT: i32 = 0;
export const WAITERS: i32 = LINE_WORDS;
export const PARK_WORDS: i32 = 2 * LINE_WORDS;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  // LP. [seq-cst] publishes what the caller wrote, pairs with awaitCount's [acquire] load of COUNT; and Dekker: COUNT before
  // the look at WAITERS, there WAITERS before park's look at COUNT.
  Atomics.add(words, COUNT, 1);
  if (Atomics.load(words, WAITERS) !== 0) wake(words, COUNT, EVERYBODY); // [seq-cst] the second half of Dekker
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let seen: i32 = Atomics.load(words, COUNT); // [acquire] pairs with advance's add of COUNT
  // LP when it ends: the last load of COUNT. Ends when the count has come that far; whoever takes it there wakes us.
  while (((seen - count) | 0) < 0) {
    Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before park's look at COUNT; pairs with advance's load
    park(words, COUNT, seen);
    Atomics.sub(words, WAITERS, 1); // [relaxed] an advance that still counts us wakes nobody
    seen = Atomics.load(words, COUNT); // [acquire] pairs with advance's add of COUNT
  }
}

export default {
  kind: 'eventcount',
  name: 'park',
  title: 'Park',
  family: 'parking',
  waiting: 'park',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'waits are long, or there are more threads than CPUs',
  restrictions: ['the one who advances pays for the wake-up, several microseconds'],
  sources: [
    {
      who: 'Reed & Kanodia',
      year: 1979,
      what: 'Synchronization with eventcounts and sequencers',
      url: 'https://doi.org/10.1145/359060.359076',
    },
  ],
  layout: { COUNT, WAITERS },
  freeRunning: ['COUNT'],
  sizeWords: () => PARK_WORDS,
  advance,
  awaitCount,
} satisfies EventcountSpec;
