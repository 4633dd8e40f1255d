/**
 * Ping-pong with loads and stores on two words, each written by one thread alone: a thread looks at the other's word and stores to its own.
 * Each line goes one way with news and back with nothing but the right to write.
 *
 * Source: Rigtorp, c2clat; and Viennot, core-to-core-latency, the bench "Single-writer single-reader latency on two shared cache lines".
 * Differs: waits as `cas-one-line` does.
 *
 * Words (each on a line of its own):
 *   EVEN   the turn that thread 0 has made to come last; thread 0's own
 *   ODD    the same for thread 1
 *   NAP    always 0: something to sleep on
 *
 * Thread contract: two threads, 0 and 1, each for every second turn. Progress: blocking. Turns are compared for equality and may wrap.
 * Zeroed words: turn 0 has come.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../src/contract.ts';
import { lookAgain } from './_look-again.ts';

const EVEN: i32 = 0;
const ODD: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

export function passTurn(words: Words, self: i32, turn: i32): void {
  const mine: i32 = self === 0 ? EVEN : ODD;
  const others: i32 = self === 0 ? ODD : EVEN;
  let looks: i32 = 0;
  // [acquire] sees what the other wrote before it passed; pairs with the store below in the other thread, which ends the loop.
  while (Atomics.load(words, others) !== turn) looks = lookAgain(words, NAP, looks);
  Atomics.store(words, mine, (turn + 1) | 0); // LP. [release] publishes what the caller wrote; pairs with the load above
}

export default {
  kind: 'signal',
  name: 'store-two-lines',
  title: 'Load and store, a line for each writer',
  family: 'ping-pong',
  writes: 'store',
  lines: 2,
  progress: 'blocking',
  control: true,
  useWhen: 'never: it measures the machine',
  restrictions: ['exactly two threads'],
  sources: [
    { who: 'Rigtorp', year: 2020, what: 'c2clat', url: 'https://github.com/rigtorp/c2clat' },
    {
      who: 'Viennot',
      year: 2022,
      what: 'core-to-core-latency',
      url: 'https://github.com/nviennot/core-to-core-latency',
    },
  ],
  layout: { EVEN, ODD, NAP },
  freeRunning: ['EVEN', 'ODD'],
  sizeWords: () => 3 * LINE_WORDS,
  passTurn,
} satisfies SignalSpec;
