/** A section of a lock that is waited for no longer than some time. */
import { lockFor, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { section as enterAndLeave, sectionNeverLeft as enterAndStay } from './lock.ts';

/** As in lock.ts. */
const SECTIONS: i32 = 0;
const UNLOCK_REFUSED: i32 = -2;

const TOO_LATE: i32 = -1;

/** Count one section, or return -1: the time was up. */
export function sectionFor(words: Words, data: Words, timeoutUs: i32, self: i32): i32 {
  if (!lockFor(words, self, timeoutUs)) return TOO_LATE;
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
