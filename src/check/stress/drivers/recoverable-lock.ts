/** Threads that share a lock whose holder may die: whoever learns of it makes what the lock protects whole again. */

import { lock, ownerDied, repaired, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { REFUSED, STOP } from '../protocol.ts';
import { linger } from './_draw.ts';
import { INSIDE, section } from './_section.ts';
import { wrong } from './_wrong.ts';

export function enter(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: every holder leaves, or is abandoned. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    if (lock(words, self) < 0) wrong(control, mine, REFUSED, 0, self);
    if (ownerDied(words)) {
      control[INSIDE] = 0; // plain: the lock orders it
      repaired(words, self);
    }
    section(control, mine, self);
    if (!unlock(words, self)) wrong(control, mine, REFUSED, 1, self);
    linger(mine);
  }
}
