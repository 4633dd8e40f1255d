/** Two threads that pass a turn to and fro: nobody passes one before the turn before it has begun. */

import { passTurn } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { LAST, OPS, PASSED_EARLY, SHARED, START, STOP } from '../protocol.ts';
import { linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** A slot is used again 8 turns later: whoever looks at it after the turn that follows is long past it by then. */
const SLOT_MASK: i32 = 7;

export function pass(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const start = mine[START]; // plain: the thread's own
  // Turns from 1, so that LAST and the slots begin as "none". Ends with the pair of turns whose first one thread 0 has named.
  for (let nth: i32 = (self + 1) | 0; ; nth = (nth + 2) | 0) {
    const pair = (nth + 1) >> 1;
    // [relaxed] STOP pairs with the main thread's store; the turn orders LAST
    if (self === 0 && Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, pair);
    linger(mine);
    control[SHARED + (nth & SLOT_MASK)] = nth; // plain: the turn orders it
    passTurn(words, self, (start + nth - 1) | 0);
    const before = (nth - 1) | 0;
    const begun = control[SHARED + (before & SLOT_MASK)]; // plain: the turn orders it
    if (begun !== before) wrong(control, mine, PASSED_EARLY, before, begun);
    Atomics.store(mine, OPS, pair); // [relaxed] the main thread looks whether there is progress
    if (Atomics.load(control, LAST) === pair) return; // [relaxed] see above
  }
}
