/** Push a burst of items at the bottom and pop it again, in one thread: the owner, whom nobody robs. */
import { popBottom, pushBottom } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { BURST, ITEM, WRONG } from './own-words.ts';

export function pushAndPop(deque: Words, mine: Words, count: i32): i32 {
  const burst = mine[BURST]; // plain: own words
  let wrong: i32 = 0;
  let item: i32 = 0;
  while (item < count) {
    for (let i: i32 = 0; i < burst; i++) {
      if (!pushBottom(deque, (item + i) | 0)) wrong = (wrong + 1) | 0;
    }
    item = (item + burst) | 0;
    for (let i: i32 = 0; i < burst; i++) {
      if (!popBottom(deque, mine, ITEM) || mine[ITEM] !== ((item - i - 1) | 0)) wrong = (wrong + 1) | 0; // plain: own words
    }
  }
  mine[WRONG] = wrong; // plain: own words
  return item;
}
