/** once that says it sleeps, and looks again and again. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, OnceSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;

const IDLE: i32 = 0;
const RUNNING: i32 = 1;
const DONE: i32 = 2;

export function begin(words: Words, self: i32): boolean {
  // Ends when it has been done, or is to be done by this thread. [acquire] pairs with the [release] stores below
  while (Atomics.compareExchange(words, STATE, IDLE, RUNNING) !== IDLE) {
    if (Atomics.load(words, STATE) === DONE) return false; // [acquire] likewise
    pause(); // BROKEN: whoever waits for long keeps its CPU busy
  }
  return true;
}

export function complete(words: Words, self: i32): void {
  Atomics.store(words, STATE, DONE); // [release] pairs with begin
}

export function giveUp(words: Words, self: i32): void {
  Atomics.store(words, STATE, IDLE); // [release] pairs with begin
}

export default {
  kind: 'once',
  name: 'once-never-sleeps',
  twin: 'once',
  caughtBy: 'sleeps',
  title: 'Once that never sleeps',
  family: 'mutant',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'once, broken' }],
  layout: { STATE },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  begin,
  complete,
  giveUp,
} satisfies Mutant<OnceSpec>;
