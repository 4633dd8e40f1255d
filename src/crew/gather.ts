/**
 * The part of a trial that counts begins when all threads take part in it: alone, a thread may be twenty times as fast as in
 * company, and with more threads than CPUs the last one starts some time slices late. Threads that are early work as ever, but
 * what they do does not count. In the kernel dialect: scenario loops import it.
 */

import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { nowNs } from '../atomics/clock.ts';
import type { i32, Words } from '../contract.ts';
import { GATHERED, GATHERED_NS, LATE_NS, NAP, PRODUCING, STOP, TRIAL } from './protocol.ts';

/** Call first, in each of `threads` threads. Returns the first look at STOP: a thread that is late finds it set and does not begin. */
export function begin(control: Words, threads: i32): i32 {
  // [seq-cst] Dekker with awaitOthers: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING.
  if (((Atomics.add(control, PRODUCING, 1) + 1) | 0) === threads) {
    Atomics.store(control, GATHERED_NS, nowNs()); // [relaxed] published by the store of GATHERED
    // [release] pairs with isGathered's [acquire] load. [relaxed] TRIAL was published by the start line.
    Atomics.store(control, GATHERED, Atomics.load(control, TRIAL));
  }
  return Atomics.load(control, STOP); // [seq-cst] see above; pairs with the main thread's store
}

/**
 * Do all threads take part by now? The first `true` also sets LATE_NS, given the time when this thread's role began; count
 * from then on, and do not ask again.
 */
export function isGathered(control: Words, mine: Words, beganNs: i32): boolean {
  // [acquire] pairs with begin's [release] store; [relaxed] TRIAL was published by the start line.
  if (Atomics.load(control, GATHERED) !== Atomics.load(control, TRIAL)) return false;
  // [relaxed] published with GATHERED
  const lateNs = (Atomics.load(control, GATHERED_NS) - beganNs) | 0;
  mine[LATE_NS] = lateNs < 0 ? 0 : lateNs; // plain: own words
  return true;
}

/** Call last. */
export function leave(control: Words): void {
  Atomics.sub(control, PRODUCING, 1); // [release] all that this thread did; pairs with awaitOthers' [acquire] load
}

/** Call after `leave`, in a thread that checks what all have done: returns when no thread takes part any more. */
export function awaitOthers(control: Words, mine: Words): void {
  let paused: i32 = 0;
  // [acquire] pairs with leave's [release] sub; [seq-cst] with begin, see there. Ends when all have left.
  while (Atomics.load(control, PRODUCING) !== 0) paused = relax(mine, NAP, paused, STAY_CLOSE);
}
