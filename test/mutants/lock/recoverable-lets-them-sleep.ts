/** recoverable whose abandon makes room and wakes nobody: who fell asleep behind the dead thread sleeps on. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;

const FREE: i32 = 0;
const CONTENDED: i32 = 0x40000000;
const DIED: i32 = 0x20000000;
const OWNER_MASK: i32 = 0x1fffffff;

export function lock(words: Words, self: i32): i32 {
  let failed: i32 = 0;
  let bits: i32 = FREE;
  // Ends when the lock is found free; whoever has slept leaves CONTENDED behind.
  while (true) {
    const state = Atomics.load(words, STATE); // [relaxed] proved by the exchanges below
    if ((state & OWNER_MASK) === 0) {
      const mine: i32 = state | bits | ((self + 1) | 0);
      // [acquire] success: nobody was inside; pairs with unlock's [release] and.
      if (Atomics.compareExchange(words, STATE, state, mine) === state) return failed;
    } else {
      // [relaxed] success: the holder will see that somebody may be asleep.
      const seen = Atomics.compareExchange(words, STATE, state, state | CONTENDED);
      bits = CONTENDED;
      if (seen === state) park(words, STATE, state | CONTENDED);
    }
    failed = (failed + 1) | 0;
  }
}

export function unlock(words: Words, self: i32): boolean {
  if ((Atomics.load(words, STATE) & OWNER_MASK) !== ((self + 1) | 0)) return false; // [relaxed] this thread's own number
  // [release] pairs with lock's [acquire] compare-and-swap.
  if ((Atomics.and(words, STATE, DIED) & CONTENDED) !== 0) wake(words, STATE, 1);
  return true;
}

export function abandon(words: Words, dead: i32): boolean {
  let state = Atomics.load(words, STATE); // [relaxed] proved by the exchange
  // Ends when the dead thread is not inside.
  while ((state & OWNER_MASK) === ((dead + 1) | 0)) {
    // BROKEN: somebody may be asleep. [release] pairs with lock's [acquire] compare-and-swap.
    if (Atomics.compareExchange(words, STATE, state, DIED) === state) return true;
    state = Atomics.load(words, STATE); // [relaxed] as above
  }
  return false;
}

export function ownerDied(words: Words): boolean {
  return (Atomics.load(words, STATE) & DIED) !== 0; // [relaxed] the caller is the holder
}

export function repaired(words: Words, self: i32): void {
  Atomics.and(words, STATE, OWNER_MASK | CONTENDED); // [relaxed] the caller is the holder
}

export default {
  kind: 'lock',
  name: 'recoverable-lets-them-sleep',
  twin: 'recoverable',
  caughtBy: 'death',
  title: 'Recoverable mutex that lets them sleep',
  family: 'mutant',
  fairness: 'none',
  waiting: 'park',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'recoverable, broken' }],
  layout: { STATE },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  lock,
  unlock,
  abandon,
  ownerDied,
  repaired,
} satisfies Mutant<LockSpec>;
