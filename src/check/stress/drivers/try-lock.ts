/** Threads that get in by `lock` or by trying again and again. */

import { lock, tryLock, unlock } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import { NAP, REFUSED, STOP } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { section } from './_section.ts';
import { wrong } from './_wrong.ts';

export function enter(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let paused: i32 = 0;
  // Ends with the round: every holder leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    let isIn: boolean = false;
    if ((draw(mine) & 3) === 0) isIn = lock(words, self) >= 0;
    else isIn = tryLock(words, self);
    if (isIn) {
      paused = 0;
      section(control, mine, self);
      if (!unlock(words, self)) wrong(control, mine, REFUSED, 1, self);
      linger(mine);
    } else {
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    }
  }
}
