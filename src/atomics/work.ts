import type { i32 } from '../contract.ts';
import { nowNs } from './clock.ts';

/**
 * Work that keeps a CPU busy for a known time and touches no memory: the length of a critical section, or the time between
 * two of them. A benchmark that says how long its sections are in nanoseconds can be compared between machines.
 */

/** Steps of one calibration run: about 10 µs. */
const PROBE_STEPS: i32 = 8192;
const PROBES: i32 = 4;

/** Steps of one call of `stretch`: V8 keeps short functions that are called often in its best code, but not long loops. */
const STRETCH_STEPS: i32 = 64;

/**
 * `steps` dependent multiplications (4 to 5 cycles each). Store the result before the next atomic operation: a compiler leaves out
 * what nobody uses, and moves what is used later (WebAssembly did half of a critical section behind unlock).
 */
export function work(steps: i32, seed: i32): i32 {
  let x: i32 = seed;
  let left: i32 = steps;
  while (left > 0) {
    x = stretch(left < STRETCH_STEPS ? left : STRETCH_STEPS, x);
    left = (left - STRETCH_STEPS) | 0;
  }
  return x;
}

function stretch(steps: i32, seed: i32): i32 {
  let x: i32 = seed;
  for (let i: i32 = 0; i < steps; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return x;
}

/**
 * Steps that take `ns` nanoseconds (0 to 250,000) on this thread now. Takes some 40 µs itself: the shortest of several runs, as
 * interruptions only ever add. Call it in every trial: clocks change, and the first trials are not compiled yet.
 */
export function stepsFor(ns: i32): i32 {
  if (ns === 0) return 0;
  let shortestNs: i32 = 0x7fffffff;
  for (let i: i32 = 0; i < PROBES; i++) {
    const startNs = nowNs();
    const x = work(PROBE_STEPS, startNs);
    if (x === startNs) continue; // the second reading of the clock depends on the work: no compiler may put it first
    const tookNs = (nowNs() - startNs) | 0;
    if (tookNs < shortestNs && tookNs > 0) shortestNs = tookNs;
  }
  return quotient(Math.imul(ns, PROBE_STEPS), shortestNs);
}

/** `a / b` for 0 <= a and 0 < b, rounded down: the dialect divides by constants only. */
function quotient(a: i32, b: i32): i32 {
  let rest: i32 = a;
  let result: i32 = 0;
  for (let i: i32 = 0; i < 31; i++) {
    const bit: i32 = (30 - i) | 0;
    if (rest >> bit >= b) {
      rest = (rest - (b << bit)) | 0;
      result = result | (1 << bit);
    }
  }
  return result;
}
