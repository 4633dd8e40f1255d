import type { i32, Words } from '../contract.ts';
import { park, wake } from './wait.ts';

/**
 * An eventcount: makes any "try" operation wait without a lock, at the price of one load for those who succeed.
 *
 * Source: Reed & Kanodia, "Synchronization with eventcounts and sequencers", CACM 22(2), 1979, for the name; the
 * prepare / commit protocol is that of Dmitry Vyukov's eventcount (1024cores.net).
 *
 * Two zeroed words at `at`: the epoch, and the number of threads that wait or are about to. On a line of their own.
 *
 *   waiter:     while (!tryPop(…)) {
 *                 const epoch = prepareWait(words, at);
 *                 if (tryPop(…)) { cancelWait(words, at); break; }
 *                 commitWait(words, at, epoch);
 *               }
 *   signaller:  if (tryPush(…)) signal(words, at);     (flush first where the ring publishes several items at once)
 *
 * No wake-up is lost (Dekker): the waiter counts itself, then looks at the condition; the signaller changes the
 * condition, then looks at the count. With all four sequentially consistent one of the two sees the other's write.
 * Either the waiter's second look succeeds, or the signaller sees a waiter and moves the epoch; if it moves it after
 * prepareWait read it, then the waiter does not sleep (park compares the epoch under the engine's lock) or is woken; if
 * before, the change of the condition came before that, too, and the second look succeeds.
 *
 * Wrap: a waiter would sleep through exactly 2^32 signals between its prepareWait and its park.
 */
const WAITERS: i32 = 1; // relative to the epoch
const EVERYBODY: i32 = 0x7fffffff;

/** Announce a wait. Then look at the condition once more, and call `cancelWait` or `commitWait`. Returns the epoch. */
export function prepareWait(words: Words, at: i32): i32 {
  Atomics.add(words, at + WAITERS, 1); // [seq-cst] Dekker: my count before my look; pairs with signal's load of WAITERS
  return Atomics.load(words, at); // [acquire] pairs with signal's [release] add: with the epoch comes the condition
}

/** The second look succeeded: no wait. */
export function cancelWait(words: Words, at: i32): void {
  Atomics.sub(words, at + WAITERS, 1); // [relaxed] a signal that still counts us wakes nobody
}

/** Sleep until the epoch is no longer `epoch`. May return early: look at the condition again. */
export function commitWait(words: Words, at: i32, epoch: i32): void {
  park(words, at, epoch);
  Atomics.sub(words, at + WAITERS, 1); // [relaxed] a signal that still counts us wakes nobody
}

/** Wake everybody who waits; call it after the condition has come true. One atomic load when nobody does. */
export function signal(words: Words, at: i32): void {
  // [seq-cst] Dekker: the condition before this load; pairs with prepareWait's add
  if (Atomics.load(words, at + WAITERS) === 0) return;
  Atomics.add(words, at, 1); // [release] pairs with prepareWait's [acquire] load of the epoch; park sees that it moved
  wake(words, at, EVERYBODY);
}
