/** Sections of a lock whose holder may die inside: what it leaves half changed is noticed and repaired. */
import { abandon, lock, ownerDied, repaired, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** Equal, unless a holder is between its two writes, or died there. */
const FIRST: i32 = 0;
const SECOND: i32 = 1;

/** Results: what the holder found. The others no holder may find. */
const WHOLE: i32 = 0;
const REPAIRED: i32 = 1;
const UNLOCK_REFUSED: i32 = -2;
const HALF_AND_NOT_SAID: i32 = -3;
const STILL_SAID: i32 = -4;

/** Change both words. Returns 0: they were equal, or 1: the last holder had died, and they are equal again. */
export function sectionAfterDeath(words: Words, data: Words, self: i32): i32 {
  lock(words, self); // its result: see lock.ts
  const first = data[FIRST]; // plain: ordered by the lock, as all below; a dead holder's writes by abandon
  const wasHalf = first !== data[SECOND];
  const died = ownerDied(words);
  if (wasHalf && !died) return HALF_AND_NOT_SAID;
  if (died) {
    data[SECOND] = first;
    repaired(words, self);
    if (ownerDied(words)) return STILL_SAID;
  }
  data[FIRST] = (first + 1) | 0;
  data[SECOND] = (first + 1) | 0;
  if (!unlock(words, self)) return UNLOCK_REFUSED;
  return died ? REPAIRED : WHOLE;
}

/** Say that thread `dead` will not run again. Returns 1: it held the lock. */
export function bury(words: Words, dead: i32): i32 {
  return abandon(words, dead) ? 1 : 0;
}

/** Enter, change the first word, and run no more: for a thread's last call. Returns 0. */
export function dieInside(words: Words, data: Words, self: i32): i32 {
  lock(words, self); // its result: see lock.ts
  data[FIRST] = (data[FIRST] + 1) | 0; // plain: ordered by the lock
  return 0;
}
