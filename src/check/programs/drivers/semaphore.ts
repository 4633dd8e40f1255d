/** What threads do with a semaphore: go in no more than so many at a time, or take what others have made. */
import { release as releasePermit, acquire as takePermit, tryAcquire as tryToTakePermit } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** How many sections were entered, where there is one permit. */
const SECTIONS: i32 = 0;
/** How many threads are inside, where there are several. */
const INSIDE: i32 = 1;

export function acquire(words: Words, self: i32): void {
  takePermit(words, self);
}

export function tryAcquire(words: Words, self: i32): i32 {
  return tryToTakePermit(words, self) ? 1 : 0;
}

export function release(words: Words, self: i32): void {
  releasePermit(words, self);
}

/** With one permit: count one section. Returns how many there were before. */
export function section(words: Words, data: Words, self: i32): i32 {
  takePermit(words, self);
  const before = data[SECTIONS]; // plain: ordered by the semaphore, release of one before acquire of the next
  data[SECTIONS] = (before + 1) | 0;
  releasePermit(words, self);
  return before;
}

/** With several permits: go in and out. Returns how many were inside who should not have been. */
export function visit(words: Words, data: Words, permits: i32, self: i32): i32 {
  takePermit(words, self);
  const inside: i32 = (Atomics.add(data, INSIDE, 1) + 1) | 0; // [relaxed] only counted
  Atomics.sub(data, INSIDE, 1); // [relaxed] likewise
  releasePermit(words, self);
  return inside > permits ? (inside - permits) | 0 : 0;
}

/** Write to `data[place]`, then release. */
export function make(words: Words, data: Words, place: i32, self: i32): void {
  data[place] = 1; // plain: read by those who have acquired
  releasePermit(words, self);
}

/** Acquire `count` times. Returns how many of the first `places` words of `data` are not written yet. */
export function take(words: Words, data: Words, count: i32, places: i32, self: i32): i32 {
  for (let i: i32 = 0; i < count; i++) takePermit(words, self); // ends after `count` permits
  let missing: i32 = places;
  for (let place: i32 = 0; place < places; place++) {
    missing = (missing - data[place]) | 0; // plain: written before the release that was waited for
  }
  return missing;
}
