/** How much work (work.ts) takes a wanted time, here and now. */
import type { i32 } from '../contract.ts';
import { nowNs } from './clock.ts';
import { work } from './work.ts';

/** Steps of one calibration run: about 10 µs. */
const PROBE_STEPS: i32 = 8192;
const PROBES: i32 = 4;

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
