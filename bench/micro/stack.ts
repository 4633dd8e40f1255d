/** Push a burst of items and pop it again, in one thread. */
import { pop, push } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { BURST, ITEM, WRONG } from './own-words.ts';

export function pushAndPop(stack: Words, mine: Words, count: i32): i32 {
  const burst = mine[BURST]; // plain: own words
  let wrong: i32 = 0;
  let item: i32 = 0;
  while (item < count) {
    for (let i: i32 = 0; i < burst; i++) {
      if (push(stack, 0, (item + i) | 0) !== 0) wrong = (wrong + 1) | 0;
    }
    item = (item + burst) | 0;
    for (let i: i32 = 0; i < burst; i++) {
      if (pop(stack, 0, mine, ITEM) !== 0 || mine[ITEM] !== ((item - 1 - i) | 0)) wrong = (wrong + 1) | 0; // plain: own words
    }
  }
  mine[WRONG] = wrong; // plain: own words
  return item;
}
