/** once that wakes nobody when it gives up: there is nothing to be seen yet, but somebody has to do it. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { i32, OnceSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;

const IDLE: i32 = 0;
const RUNNING: i32 = 1;
const DONE: i32 = 2;
const AWAITED: i32 = 3;

const EVERYBODY: i32 = 0x7fffffff;

export function begin(words: Words, self: i32): boolean {
  // Ends when it has been done, or is to be done by this thread.
  while (true) {
    const state = Atomics.load(words, STATE); // [acquire] pairs with end's exchange
    if (state === DONE) return false;
    if (state === IDLE) {
      if (Atomics.compareExchange(words, STATE, IDLE, RUNNING) === IDLE) return true; // [acquire] pairs with end's exchange
    } else {
      Atomics.compareExchange(words, STATE, RUNNING, AWAITED); // [relaxed] pairs with end's exchange
      park(words, STATE, AWAITED);
    }
  }
}

export function complete(words: Words, self: i32): void {
  // [release] pairs with begin's load
  if (Atomics.exchange(words, STATE, DONE) === AWAITED) wake(words, STATE, EVERYBODY);
}

export function giveUp(words: Words, self: i32): void {
  Atomics.store(words, STATE, IDLE); // BROKEN: those who sleep go on sleeping. [release] pairs with begin's compare-and-swap
}

export default {
  kind: 'once',
  name: 'once-gives-up-silently',
  twin: 'once',
  caughtBy: 'next',
  title: 'Once that gives up silently',
  family: 'mutant',
  waiting: 'park',
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
