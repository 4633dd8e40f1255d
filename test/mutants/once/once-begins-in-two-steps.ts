/** once that looks and then writes: two threads do it. The nap between is only to be sure of that. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { i32, OnceSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;
const NAP: i32 = LINE_WORDS;

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
      parkFor(words, NAP, 0, 1);
      Atomics.store(words, STATE, RUNNING); // BROKEN: another thread may have begun. [relaxed]
      return true;
    } else {
      Atomics.compareExchange(words, STATE, RUNNING, AWAITED); // [relaxed] pairs with end's exchange
      park(words, STATE, AWAITED);
    }
  }
}

export function complete(words: Words, self: i32): void {
  end(words, DONE);
}

export function giveUp(words: Words, self: i32): void {
  end(words, IDLE);
}

function end(words: Words, state: i32): void {
  // [release] pairs with begin's load and compare-and-swap
  if (Atomics.exchange(words, STATE, state) === AWAITED) wake(words, STATE, EVERYBODY);
}

export default {
  kind: 'once',
  name: 'once-begins-in-two-steps',
  twin: 'once',
  caughtBy: 'only-one',
  title: 'Once that begins in two steps',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'once, broken' }],
  layout: { STATE, NAP },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  begin,
  complete,
  giveUp,
} satisfies Mutant<OnceSpec>;
