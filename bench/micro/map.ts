/** Look up keys that are there: a few, so that all lie in the first-level cache. */
import { get, put } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { ITEM, WRONG } from './own-words.ts';

/** A power of two, and a sixteenth of the slots. */
const KEYS: i32 = 64;

export function getValue(map: Words, mine: Words, count: i32): i32 {
  let wrong: i32 = 0;
  for (let key: i32 = 1; key <= KEYS; key = (key + 1) | 0) {
    if (put(map, 0, key, (key << 8) | key) < 0) wrong = (wrong + 1) | 0;
  }
  for (let i: i32 = 0; i < count; i++) {
    const key = (1 + (i & (KEYS - 1))) | 0;
    if (!get(map, 0, key, mine, ITEM) || mine[ITEM] !== ((key << 8) | key)) wrong = (wrong + 1) | 0; // plain: own words
  }
  mine[WRONG] = wrong; // plain: own words
  return count;
}
