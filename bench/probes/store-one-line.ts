/**
 * Ping-pong with loads and stores on one word: each thread looks until its turn has come and stores the other's. The line is fetched twice
 * for each turn: as a copy by the look that finds the turn, then as its owner's by the store.
 *
 * Source: this project; the plain form of a hand-over flag. Compare `cas-one-line`, whose look already owns the line, and
 * `store-two-lines`, where no line is written by two threads.
 *
 * Words (each on a line of its own):
 *   TURN   the turn that has come; written by the thread whose turn it was
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
  let looks: i32 = 0;
  // [acquire] sees what the other wrote before it passed; pairs with the store below in the other thread, which ends the loop.
  while (Atomics.load(words, TURN) !== turn) looks = lookAgain(words, NAP, looks);
  Atomics.store(words, TURN, (turn + 1) | 0); // LP. [release] publishes what the caller wrote; pairs with the load above
}

export default {
  kind: 'signal',
  name: 'store-one-line',
  title: 'Load and store on one line',
  family: 'ping-pong',
  writes: 'store',
  lines: 1,
  progress: 'blocking',
  control: true,
  useWhen: 'never: it measures the machine',
  restrictions: ['exactly two threads'],
  sources: [{ who: 'this project', year: 2026, what: 'the plain form of a hand-over flag' }],
  layout: { TURN, NAP },
  freeRunning: ['TURN'],
  sizeWords: () => 2 * LINE_WORDS,
  passTurn,
} satisfies SignalSpec;
