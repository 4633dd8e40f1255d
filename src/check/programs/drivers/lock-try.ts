/** A section of a lock entered only if nobody is inside. */
import { lock, tryLock, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { section as enterAndLeave, sectionNeverLeft as enterAndStay } from './lock.ts';

/** As in lock.ts. */
const SECTIONS: i32 = 0;
const UNLOCK_REFUSED: i32 = -2;
const NOT_REFUSED: i32 = -3;

const NOT_NOW: i32 = -1;

/** Count one section, or return -1: somebody was inside. */
export function trySection(words: Words, data: Words, self: i32): i32 {
  if (!tryLock(words, self)) return NOT_NOW;
  const before = data[SECTIONS]; // plain: ordered by the lock
  data[SECTIONS] = (before + 1) | 0;
  return unlock(words, self) ? before : UNLOCK_REFUSED;
}

/** A section that is waited for as long as it takes. */
export function section(words: Words, data: Words, self: i32): i32 {
  return enterAndLeave(words, data, self);
}

/** A section that is entered and not left. */
export function sectionNeverLeft(words: Words, data: Words, self: i32): i32 {
  return enterAndStay(words, data, self);
}

/** A section by a thread that tries to get in again. */
export function sectionTriedTwice(words: Words, data: Words, self: i32): i32 {
  lock(words, self); // its result: see lock.ts
  const before = data[SECTIONS]; // plain: ordered by the lock
  if (tryLock(words, self)) return NOT_REFUSED;
  data[SECTIONS] = (before + 1) | 0;
  return unlock(words, self) ? before : UNLOCK_REFUSED;
}
