/** Threads that sleep on one word, the second one later than the first. In the kernel dialect. */
import { parkFor } from '../../../src/atomics/wait.ts';
import { NAP, OPS, SUM } from '../../../src/check/stress/protocol.ts';
import type { i32, Words } from '../../../src/contract.ts';

const LATER_US: i32 = 20000;
/** Nobody is late by that much. */
const FORGOTTEN_US: i32 = 5000000;

export function sleep(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  if (self === 1) parkFor(mine, NAP, 0, LATER_US);
  Atomics.store(mine, OPS, 1); // [relaxed] the crew sees progress
  mine[SUM] = parkFor(words, 0, 0, FORGOTTEN_US); // plain: read when the thread has ended
}
