/** Threads that get in by `lock`, or lose patience. */

import { lock, lockFor, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { REFUSED, STOP } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { section } from './_section.ts';
import { wrong } from './_wrong.ts';

/** The longest patience in microseconds, less 1: about as long as a wait with some threads. */
const PATIENCE_MASK_US: i32 = 127;

export function enter(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: every holder leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    const drawn = draw(mine);
    let isIn: boolean = false;
    if ((drawn & 1) === 0) isIn = lock(words, self) >= 0;
    else isIn = lockFor(words, self, (drawn >> 8) & PATIENCE_MASK_US);
    if (isIn) {
      section(control, mine, self);
      if (!unlock(words, self)) wrong(control, mine, REFUSED, 1, self);
    }
    linger(mine);
  }
}
