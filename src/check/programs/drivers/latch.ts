/** What threads do at a latch: write and count down, wait or look, and find what was written. */
import { awaitOpen, countDown, isOpen } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** More than there are places: an open latch has closed. */
const CLOSED: i32 = 100;

/** Write to `data[place]`, then count down. */
export function arrive(words: Words, data: Words, place: i32, self: i32): void {
  data[place] = 1; // plain: read by those who pass
  countDown(words, self);
}

/** Wait, then return how many of the first `places` words of `data` are not written yet. */
export function pass(words: Words, data: Words, places: i32, self: i32): i32 {
  awaitOpen(words, self);
  return isOpen(words) ? missing(data, places) : CLOSED;
}

/** The same without waiting: nothing is missing from what is not looked at. */
export function passIfOpen(words: Words, data: Words, places: i32): i32 {
  return isOpen(words) ? missing(data, places) : 0;
}

function missing(data: Words, places: i32): i32 {
  let left: i32 = places;
  for (let place: i32 = 0; place < places; place++) {
    left = (left - data[place]) | 0; // plain: written before the count was taken down
  }
  return left;
}
