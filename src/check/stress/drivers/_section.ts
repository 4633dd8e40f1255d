/** What a thread does inside a lock: find that it is alone there. */
import type { i32, Words } from '../../../contract.ts';
import { NOT_ALONE, OPS, SHARED, TAKEN_OVER } from '../protocol.ts';
import { linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** 1 + the number of the thread inside; 0: nobody. */
export const INSIDE: i32 = SHARED;
/** How often somebody was inside: a plain increment, which only mutual exclusion keeps whole. */
export const ENTRIES: i32 = SHARED + 1;

export function section(control: Words, mine: Words, self: i32): void {
  const there = control[INSIDE]; // plain: the lock orders it, as ENTRIES
  if (there !== 0) wrong(control, mine, NOT_ALONE, self, (there - 1) | 0);
  control[INSIDE] = (self + 1) | 0; // plain: as above
  control[ENTRIES] = (control[ENTRIES] + 1) | 0; // plain: as above
  Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] right behind ENTRIES: the two are compared when a thread has died here
  linger(mine);
  const now = Atomics.load(control, INSIDE); // [relaxed] atomic, so that no compiler takes what was written above for it
  if (now !== ((self + 1) | 0)) wrong(control, mine, TAKEN_OVER, self, (now - 1) | 0);
  control[INSIDE] = 0; // plain: as above
}
