/** What threads do with an eventcount: publish and advance, wait for a count and look at what was published. */
import { advance, awaitCount } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** Write to `data[place]`, then advance. */
export function publish(words: Words, data: Words, place: i32, self: i32): void {
  data[place] = 1; // plain: read by those who see the new count
  advance(words, self);
}

/** Wait until the count is `count`. Returns how many of the first `places` words of `data` are not written yet. */
export function awaitPublished(words: Words, data: Words, count: i32, places: i32, self: i32): i32 {
  awaitCount(words, self, count);
  let missing: i32 = places;
  for (let place: i32 = 0; place < places; place++) {
    missing = (missing - data[place]) | 0; // plain: written before the advance that was waited for
  }
  return missing;
}
