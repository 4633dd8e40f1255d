/** Write a burst of 16-byte records and read it again, in place, in one thread. One word of each is filled and checked. */
import { claim, commit, peek, release } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { BURST, WRONG } from './own-words.ts';

const RECORD_BYTES: i32 = 16;

export function writeAndRead(ring: Words, mine: Words, count: i32): i32 {
  const burst = mine[BURST]; // plain: own words
  let wrong: i32 = 0;
  let item: i32 = 0;
  while (item < count) {
    for (let i: i32 = 0; i < burst; i++) {
      const payload = claim(ring, 0, RECORD_BYTES);
      if (payload < 0) wrong = (wrong + 1) | 0;
      else {
        ring[payload] = (item + i) | 0; // plain: published by commit
        commit(ring, 0, payload);
      }
    }
    for (let i: i32 = 0; i < burst; i++) {
      const payload = peek(ring, 0);
      if (payload < 0) wrong = (wrong + 1) | 0;
      else {
        if (ring[payload] !== ((item + i) | 0)) wrong = (wrong + 1) | 0; // plain: ordered by peek
        release(ring, 0);
      }
    }
    item = (item + burst) | 0;
  }
  mine[WRONG] = wrong; // plain: own words
  return item;
}
