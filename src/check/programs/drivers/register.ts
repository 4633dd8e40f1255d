/** What threads do with a register: write values that are one number, and read one back, or see that it is none. */
import { readInto, writeFrom } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** Its words were not all from one write: no order of the operations explains that. */
const TORN: i32 = -1;

/** Write what stands for `value`, which is above 0, in `count` words. How many exchanges failed is nobody's business. */
export function write(words: Words, mine: Words, value: i32, count: i32, self: i32): void {
  for (let i: i32 = 0; i < count; i++) mine[i] = wordOf(value, i);
  writeFrom(words, self, mine, 0);
}

/** Returns the value, 0 before the first, or TORN. */
export function read(words: Words, mine: Words, count: i32, self: i32): i32 {
  for (let i: i32 = 0; i < count; i++) mine[i] = TORN;
  readInto(words, self, mine, 0);
  const value = mine[0];
  for (let i: i32 = 1; i < count; i++) {
    if (mine[i] !== wordOf(value, i)) return TORN;
  }
  return value;
}

/** Write and read `value`, `value` + 1 … `times` times, alone. Returns 1 if each read was of the write before. */
export function writeAndReadAlone(words: Words, mine: Words, value: i32, times: i32, count: i32, self: i32): i32 {
  for (let i: i32 = 0; i < times; i++) {
    const next = (value + i) | 0;
    write(words, mine, next, count, self);
    if (read(words, mine, count, self) !== next) return 0;
  }
  return 1;
}

/** Word i of a value; all are 0 of value 0. No two words of two values that are not 0 are alike at the same place. */
function wordOf(value: i32, i: i32): i32 {
  return Math.imul(value, (i << 1) | 1);
}
