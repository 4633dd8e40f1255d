/** What threads do inside a reader-writer lock: a writer changes two words, a reader finds them equal, and two readers meet inside. */
import { readLock, readUnlock, writeLock, writeUnlock } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';

/** Equal, unless a writer is between its two writes. */
const FIRST: i32 = 0;
const SECOND: i32 = 1;
/** 1: a writer is inside, or has been. */
const WRITER_SEEN: i32 = 2;
/** Readers that have come to a meeting. */
const MET: i32 = 3;
/** Always 0: something to sleep on. */
const NAP: i32 = 4;

/** A result that no order explains: the two words differed. */
const TORN: i32 = -1;

/**
 * Add to both words. Returns what they were before.
 *
 * What `readLock` and `writeLock` return is not looked at: a number of failed tries grows for as long as a thread waits, and with it the
 * states that differ.
 */
export function fetchAdd(words: Words, data: Words, amount: i32, self: i32): i32 {
  writeLock(words, self);
  const before = data[FIRST]; // plain: ordered by the lock, as all below
  const isWhole = data[SECOND] === before;
  data[FIRST] = (before + amount) | 0;
  data[SECOND] = (before + amount) | 0;
  writeUnlock(words, self);
  return isWhole ? before : TORN;
}

/** Returns what both words are. */
export function read(words: Words, data: Words, self: i32): i32 {
  readLock(words, self);
  const first = data[FIRST]; // plain: ordered by the lock, as below
  const second = data[SECOND];
  readUnlock(words, self);
  return first === second ? first : TORN;
}

/** `fetchAdd` by a writer that says as soon as it is inside that readers may come. */
export function fetchAddSeen(words: Words, data: Words, amount: i32, self: i32): i32 {
  writeLock(words, self);
  Atomics.store(data, WRITER_SEEN, 1); // [release] pairs with readTogetherBehind's [acquire] load
  const before = data[FIRST]; // plain: as in fetchAdd
  data[FIRST] = (before + amount) | 0;
  data[SECOND] = (before + amount) | 0;
  writeUnlock(words, self);
  return before;
}

/** `read` by a reader that leaves only when `readers` have come, this one included: for ever, if they cannot be inside together. */
export function readTogether(words: Words, data: Words, readers: i32, self: i32): i32 {
  readLock(words, self);
  const first = data[FIRST]; // plain: as in read
  let paused: i32 = 0;
  Atomics.add(data, MET, 1); // [relaxed] a count, as below
  // Ends when the others are inside, or have been.
  while (Atomics.load(data, MET) < readers) paused = relax(data, NAP, paused, STAY_CLOSE);
  const second = data[SECOND];
  readUnlock(words, self);
  return first === second ? first : TORN;
}

/** `readTogether` by readers that come when a writer is inside, or has been. */
export function readTogetherBehind(words: Words, data: Words, readers: i32, self: i32): i32 {
  let paused: i32 = 0;
  // [acquire] pairs with fetchAddSeen's [release] store. Ends when the writer is inside.
  while (Atomics.load(data, WRITER_SEEN) === 0) paused = relax(data, NAP, paused, STAY_CLOSE);
  return readTogether(words, data, readers, self);
}

/** `count` sections of each kind where nobody else enters. Returns 0: each found those before it. */
export function sectionsAlone(words: Words, data: Words, count: i32, self: i32): i32 {
  // Ends after `count` sections of each kind.
  for (let i: i32 = 0; i < count; i++) {
    if (fetchAdd(words, data, 1, self) !== i) return TORN;
    if (read(words, data, self) !== ((i + 1) | 0)) return TORN;
  }
  return 0;
}
