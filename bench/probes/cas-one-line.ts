/**
 * Ping-pong with compare-and-swap: both threads try to turn one word from their turn into the other's until it works. Each try takes the
 * line away from the other thread, whether it works or not.
 *
 * Source: Viennot, core-to-core-latency, the bench "CAS latency on a single shared cache line". Differs: pauses and naps after 512 failed
 * tries, so that two threads on one CPU get on; turns are numbered instead of named ping and pong.
 *
 * Words (each on a line of its own):
 *   TURN   the turn that has come; written by both threads
 *   NAP    always 0: something to sleep on
 *
 * Thread contract: two threads, 0 and 1, each for every second turn. Progress: blocking. Turns are compared for equality and may wrap.
 * Zeroed words: turn 0 has come.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, SignalSpec, Words } from '../../src/contract.ts';
import { lookAgain } from './_look-again.ts';

const TURN: i32 = 0;
const NAP: i32 = LINE_WORDS;

export function passTurn(words: Words, self: i32, turn: i32): void {
  const next: i32 = (turn + 1) | 0;
  let looks: i32 = 0;
  // LP of the try that works. [acq-rel] sees what the other wrote before it passed, publishes what the caller wrote; pairs with itself
  // in the other thread. Ends when the other thread has passed turn - 1.
  while (Atomics.compareExchange(words, TURN, turn, next) !== turn) looks = lookAgain(words, NAP, looks);
}

export default {
  kind: 'signal',
  name: 'cas-one-line',
  title: 'Compare-and-swap on one line',
  family: 'ping-pong',
  writes: 'compare-exchange',
  lines: 1,
  progress: 'blocking',
  control: true,
  useWhen: 'never: it measures the machine',
  restrictions: ['exactly two threads'],
  sources: [
    {
      who: 'Viennot',
      year: 2022,
      what: 'core-to-core-latency',
      url: 'https://github.com/nviennot/core-to-core-latency',
    },
  ],
  layout: { TURN, NAP },
  freeRunning: ['TURN'],
  sizeWords: () => 2 * LINE_WORDS,
  passTurn,
} satisfies SignalSpec;
