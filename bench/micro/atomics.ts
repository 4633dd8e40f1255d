/**
 * Each operation on shared words in a loop of its own, by one thread: what it costs when nobody else wants the line.
 *
 * Every loop adds up what it reads and returns the sum, so that no compiler drops it. `emptyLoop` is the loop and the sum
 * alone. The plain accesses walk over one line's words: one access to the same word again and again could be kept in a
 * register.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import { pause } from '../../src/atomics/pause.ts';
import { park, wake } from '../../src/atomics/wait.ts';
import type { i32, Words } from '../../src/contract.ts';

/** The word that atomic loops work on; zero before the first trial. */
const CELL: i32 = 0;
/** A word that stays zero, to sleep on. */
const ASLEEP: i32 = LINE_WORDS;
/** Start of a line that the plain loops walk over. */
const LINE: i32 = 2 * LINE_WORDS;
const LINE_MASK: i32 = LINE_WORDS - 1;

export const ATOMICS_WORDS: i32 = 3 * LINE_WORDS;

export function emptyLoop(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + i) | 0;
  return sum;
}

export function plainLoad(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + words[LINE + (i & LINE_MASK)]) | 0; // plain: one thread
  return sum;
}

export function plainStore(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) words[LINE + (i & LINE_MASK)] = i; // plain: one thread
  return words[LINE];
}

export function atomicLoad(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.load(words, CELL)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicStore(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.store(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicAdd(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.add(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicSub(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.sub(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicAnd(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.and(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicOr(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.or(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicXor(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.xor(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

export function atomicExchange(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.exchange(words, CELL, i)) | 0; // [relaxed] one thread
  return sum;
}

/** Every exchange succeeds: the word counts along with the loop. */
export function atomicCompareExchange(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  Atomics.store(words, CELL, 0); // [relaxed] one thread
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.compareExchange(words, CELL, i, (i + 1) | 0)) | 0; // [relaxed] one thread
  return sum;
}

/** Every exchange fails: the word is 0. */
export function failedCompareExchange(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + Atomics.compareExchange(words, ASLEEP, 1, i)) | 0; // [relaxed] one thread
  return sum;
}

export function spinPause(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) pause();
  return 0;
}

export function notifyNobody(words: Words, mine: Words, count: i32): i32 {
  let sum: i32 = 0;
  for (let i: i32 = 0; i < count; i++) sum = (sum + wake(words, ASLEEP, 1)) | 0;
  return sum;
}

/** The word is 0, not 1: every wait returns at once. */
export function waitNotEqual(words: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) park(words, ASLEEP, 1);
  return 0;
}
