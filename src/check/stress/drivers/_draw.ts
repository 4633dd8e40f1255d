/** A thread's own draws and dawdling, so that operations meet in ever other ways. */
import { pause } from '../../../atomics/pause.ts';
import { parkFor } from '../../../atomics/wait.ts';
import type { i32, Words } from '../../../contract.ts';
import { LINGER, NAP, SEED } from '../protocol.ts';

/** One lingering in so many (a power of two) is a nap: somebody else gets the CPU, while a lock is held perhaps. */
const NAP_EVERY: i32 = 4096;
const NAP_US: i32 = 50;

/** 32 bits. Marsaglia, "Xorshift RNGs", 2003: shifts 13, 17, 5. */
export function draw(mine: Words): i32 {
  let x = mine[SEED]; // plain: the thread's own
  x = x ^ (x << 13);
  x = x ^ ((x >> 17) & 0x7fff);
  x = x ^ (x << 5);
  mine[SEED] = x; // plain: the thread's own
  return x;
}

/** Nothing, or up to LINGER pauses, or once in a while a nap. */
export function linger(mine: Words): void {
  const most = mine[LINGER]; // plain: the thread's own
  if (most === 0) return;
  const drawn = draw(mine);
  if (((drawn >> 8) & (NAP_EVERY - 1)) === 0) parkFor(mine, NAP, 0, NAP_US);
  const pauses = drawn & most;
  for (let i: i32 = 0; i < pauses; i++) pause();
}
