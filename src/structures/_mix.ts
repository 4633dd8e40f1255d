/** How maps scatter their keys. A shared piece. */
import type { i32 } from '../contract.ts';

/** The lower bits of a word shifted right by 16, or by 13, that are not copies of its sign. */
const LOW_16: i32 = 0xffff;
const LOW_19: i32 = 0x7ffff;

/** 0x85ebca6b and 0xc2b2ae35, the published factors. */
const FACTOR_1: i32 = -0x7a143595;
const FACTOR_2: i32 = -0x3d4d51cb;

/**
 * Every bit of the result depends on every bit of `key`, so that any of them may choose a slot; different keys have different results.
 *
 * Source: Appleby, MurmurHash3, 2011, the finalizer for 32 bits (fmix32).
 */
export function mix(key: i32): i32 {
  let x: i32 = key;
  x = Math.imul(x ^ ((x >> 16) & LOW_16), FACTOR_1);
  x = Math.imul(x ^ ((x >> 13) & LOW_19), FACTOR_2);
  return x ^ ((x >> 16) & LOW_16);
}
