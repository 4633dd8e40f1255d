/**
 * `park` without its waiters count: every advance wakes, whether somebody sleeps or not. The control for what the count saves.
 *
 * Source: Reed & Kanodia, "Synchronization with eventcounts and sequencers", CACM 22(2), 1979, for the operations. Differs from
 * park.ts in nothing but the missing WAITERS. V8 keeps one list of waiting threads with one mutex for the whole process, so an
 * advance also waits for whoever sleeps, wakes or looks for sleepers on words that have nothing to do with these.
 *
 * Words:
 *   COUNT  free-running: how often it was advanced; written by whoever advances
 *
 * Thread contract: any thread advances, any thread waits; `self` is not used. A count that is waited for lies at most 2^31 - 1
 * ahead.
 * Misuse: waiting for a count that nobody will reach lasts for ever.
 * Progress: blocking; `advance` takes the engine's lock. Fairness: an advance wakes everybody, also those who wait for a later
 * count; they sleep again. Zeroed words are a count of 0.
 * No lost wake-up: an advance moves COUNT before it wakes. Comparing COUNT and going to sleep are one step under the engine's
 * lock, which `wake` takes, too: it finds the waiter asleep, or the waiter compares later and sees the new count.
 * Wrap: as in park.ts.
 */
import type { EventcountSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { park, wake } from '../wait.ts';

const COUNT: i32 = 0;

const EVERYBODY: i32 = 0x7fffffff;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // LP. [acq-rel] publishes what the caller wrote; pairs with awaitCount's [acquire] load of COUNT
  wake(words, COUNT, EVERYBODY);
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let seen: i32 = Atomics.load(words, COUNT); // [acquire] pairs with advance's [acq-rel] add
  // LP when it ends: the last load of COUNT. Ends when the count has come that far; whoever takes it there wakes us.
  while (((seen - count) | 0) < 0) {
    park(words, COUNT, seen);
    seen = Atomics.load(words, COUNT); // [acquire] pairs with advance's [acq-rel] add
  }
}

export default {
  kind: 'eventcount',
  name: 'park-always-wake',
  title: 'Park, wake at every advance',
  family: 'parking',
  waiting: 'park',
  wakes: 'always',
  progress: 'blocking',
  control: true,
  useWhen: 'never: it shows what the waiters count of `park` saves',
  restrictions: ['every advance takes a lock that the whole process shares'],
  sources: [
    {
      who: 'Reed & Kanodia',
      year: 1979,
      what: 'Synchronization with eventcounts and sequencers',
      url: 'https://doi.org/10.1145/359060.359076',
    },
  ],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS,
  advance,
  awaitCount,
} satisfies EventcountSpec;
