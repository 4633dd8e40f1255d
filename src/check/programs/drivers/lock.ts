/** What threads do with a lock: a section that loses a count if two are inside, and misuse that must be refused. */
import { lock, unlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** How many sections were entered; only the holder touches it. */
const SECTIONS: i32 = 0;

/** Results that no order explains: what must not be refused was refused, what must be was not. */
const UNLOCK_REFUSED: i32 = -2;
const NOT_REFUSED: i32 = -3;

/**
 * Count one section. Returns how many there were before.
 *
 * What `lock` returns is not looked at: a number of failed tries grows for as long as a thread waits, and with it the states that differ.
 * If `lock` were refused, the count or `unlock` would show it.
 */
export function section(words: Words, data: Words, self: i32): i32 {
  lock(words, self);
  const before = data[SECTIONS]; // plain: ordered by the lock, unlock of one holder before lock of the next
  data[SECTIONS] = (before + 1) | 0;
  return unlock(words, self) ? before : UNLOCK_REFUSED;
}

/** `section` by a thread that locks twice. */
export function sectionLockedTwice(words: Words, data: Words, self: i32): i32 {
  lock(words, self);
  const before = data[SECTIONS]; // plain: as in section
  if (lock(words, self) >= 0) return NOT_REFUSED;
  data[SECTIONS] = (before + 1) | 0;
  return unlock(words, self) ? before : UNLOCK_REFUSED;
}

/** `section` by a thread that unlocks before it has locked, and twice afterwards. */
export function sectionUnlockedTooOften(words: Words, data: Words, self: i32): i32 {
  if (unlock(words, self)) return NOT_REFUSED;
  const before = section(words, data, self);
  return unlock(words, self) ? NOT_REFUSED : before;
}

/** `section` by a thread that never leaves. */
export function sectionNeverLeft(words: Words, data: Words, self: i32): i32 {
  lock(words, self);
  const before = data[SECTIONS]; // plain: as in section
  data[SECTIONS] = (before + 1) | 0;
  return before;
}

/** `count` sections where nobody else enters. Returns 0: each found those before it. */
export function sectionsAlone(words: Words, data: Words, count: i32, self: i32): i32 {
  // Ends after `count` sections.
  for (let i: i32 = 0; i < count; i++) if (section(words, data, self) !== i) return UNLOCK_REFUSED;
  return 0;
}
