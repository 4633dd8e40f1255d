import type { i32 } from '../contract.ts';

/** Nanoseconds of the monotonic clock, low 32 bits: differences up to 2 seconds are `(later - earlier) | 0`. */
export function nowNs(): i32 {
  return Number(BigInt.asIntN(32, process.hrtime.bigint()));
}
