/**
 * A latch: a count that goes down to 0 once, and threads that wait until it is there.
 *
 * Source: Lea, "The java.util.concurrent synchronizer framework", 2005, for the operations of its CountDownLatch: one word counts,
 * everybody waits for 0. Differs: waiters are no queue; they spin for a short while, then sleep on the count itself, and leave
 * word, so that the last one to count down wakes only when somebody may be asleep.
 *
 * Words (each on a line of its own):
 *   COUNT    what is left to be counted down; open when it is 0; waiting threads sleep on it
 *   AWAITED  1: somebody sleeps, or is about to, or did; written by whoever is about to
 *   SPINS    looks before a thread sleeps; constant after init
 *
 * Thread contract: any thread counts down, as often as it likes, but all together no more than `count` times; any thread waits.
 * `self` is not used.
 * Misuse: counting down more often leaves it open until 2^31 calls later.
 * Progress: `countDown` is wait-free, but for the wake-up of the last, which takes the engine's lock; `awaitOpen` waits for all.
 * Fairness: the last one to count down wakes everybody.
 * No lost wake-up (Dekker): a waiter sets AWAITED, then `park` compares COUNT with the value above 0 that it has seen; the last one to
 * count down takes COUNT to 0, then looks at AWAITED. All four are sequentially consistent: the waiter does not sleep, or it is
 * woken. Those who count down before the last wake nobody: a waiter sleeps through them.
 * Reuse: none. COUNT only falls, so that a value that it has left does not come back; and it opens once, so that AWAITED stays.
 */
import type { i32, LatchSpec, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { park, wake } from '../wait.ts';

const COUNT: i32 = 0;
const AWAITED: i32 = LINE_WORDS;
const SPINS: i32 = 2 * LINE_WORDS;

/** Looks before a thread sleeps: as for an eventcount (src/atomics/eventcounts/spin-then-park.ts), about 10 µs. */
const SPIN_LOOKS: i32 = 200;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words, count: i32): void {
  words[COUNT] = count; // plain: not shared yet
  words[SPINS] = SPIN_LOOKS; // plain: likewise
}

export function countDown(words: Words, self: i32): void {
  // LP. [seq-cst] publishes what the caller wrote, also through those who count down later: pairs with isOpen's and awaitOpen's [acquire]
  // loads; and Dekker: COUNT before the look at AWAITED, there AWAITED before park's look at COUNT.
  const left = Atomics.sub(words, COUNT, 1);
  // [seq-cst] the second half of Dekker
  if (left === 1 && Atomics.load(words, AWAITED) !== 0) wake(words, COUNT, EVERYBODY);
}

export function awaitOpen(words: Words, self: i32): void {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if (isOpen(words)) return;
    pause();
  }
  let left: i32 = Atomics.load(words, COUNT); // [acquire] pairs with countDown's [release] sub. LP when it is 0
  // Ends when all has been counted down: whoever does the last wakes us. Where park finds another value, somebody has counted down.
  while (left > 0) {
    Atomics.store(words, AWAITED, 1); // [seq-cst] Dekker: AWAITED before park's look at COUNT; pairs with countDown's load
    park(words, COUNT, left);
    left = Atomics.load(words, COUNT); // [acquire] as above
  }
}

export function isOpen(words: Words): boolean {
  return Atomics.load(words, COUNT) <= 0; // LP. [acquire] pairs with countDown's [release] sub
}

export default {
  kind: 'latch',
  name: 'latch',
  title: 'Countdown latch',
  family: 'parking',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'threads wait once for a known number of things to be done, by whomever',
  restrictions: ['it opens once and does not close', 'who dies before it has counted down leaves the others waiting'],
  sources: [
    {
      who: 'Lea',
      year: 2005,
      what: 'The java.util.concurrent synchronizer framework',
      url: 'https://doi.org/10.1016/j.scico.2005.03.007',
    },
  ],
  layout: { COUNT, AWAITED, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  countDown,
  awaitOpen,
  isOpen,
} satisfies LatchSpec;
