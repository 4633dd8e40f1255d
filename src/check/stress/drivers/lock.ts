/** Threads that get in by `lock`. */

import { lock, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { REFUSED, STOP } from '../protocol.ts';
import { linger } from './_draw.ts';
import { section } from './_section.ts';
import { wrong } from './_wrong.ts';

export function enter(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: every holder leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    if (lock(words, self) < 0) wrong(control, mine, REFUSED, 0, self);
    section(control, mine, self);
    if (!unlock(words, self)) wrong(control, mine, REFUSED, 1, self);
    linger(mine);
  }
}
