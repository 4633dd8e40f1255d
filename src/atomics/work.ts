import type { i32 } from '../contract.ts';

/**
 * Work that keeps a CPU busy for a known time and touches no memory: the length of a critical section, or the time between
 * two of them. A benchmark that says how long its sections are in nanoseconds can be compared between machines.
 */

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
