/**
 * `pause` without its pauses: waiters look at the count again and again. The control for what the pauses cost and save.
 *
 * Source: Reed & Kanodia, "Synchronization with eventcounts and sequencers", CACM 22(2), 1979, for the operations. Waiting is
 * this project's: looks, and a nap each time that some 200 µs have passed.
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
import { nowNs } from '../clock.ts';
import { LINE_WORDS } from '../layout.ts';
import { parkFor } from '../wait.ts';

const COUNT: i32 = 0;
const NAP: i32 = LINE_WORDS;

/**
 * Looks between two readings of the clock, less 1: 10 µs in JavaScript, where a look is a call, about 1 µs in WebAssembly. The
 * first one comes after as many looks, so that a short wait does not pay for it.
 */
const LOOKS_MASK: i32 = 1023; // [explored as 0] it says only how often the clock is read

/** Longer than a nap, or one side's nap would send the other to sleep, too; much shorter than a time slice. */
const SPIN_NS: i32 = 200000;

/** The shortest useful sleep: Linux adds its timer slack of 50 µs. */
const NAP_US: i32 = 10;

export function advance(words: Words, self: i32): void {
  Atomics.add(words, COUNT, 1); // LP. [acq-rel] publishes what the caller wrote; pairs with awaitCount's [acquire] load of COUNT
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  let looks: i32 = 0;
  let sinceNs: i32 = 0; // when the spinning began: at the first reading of the clock
  // LP when it ends. [acquire] pairs with advance's [acq-rel] add; ends when the count has come that far.
  while (((Atomics.load(words, COUNT) - count) | 0) < 0) {
    looks = (looks + 1) | 0;
    if ((looks & LOOKS_MASK) === 0) {
      const now = nowNs();
      if (looks === LOOKS_MASK + 1) sinceNs = now;
      else if (((now - sinceNs) | 0) > SPIN_NS) {
        parkFor(words, NAP, 0, NAP_US);
        looks = 0;
      }
    }
  }
}

export default {
  kind: 'eventcount',
  name: 'spin',
  title: 'Spin without a pause',
  family: 'spinning',
  waiting: 'spin',
  wakes: 'never',
  progress: 'blocking',
  control: true,
  useWhen: 'never: it shows what the pauses of `pause` cost',
  restrictions: ['a waiting thread keeps a CPU busy, and a core that it shares'],
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
