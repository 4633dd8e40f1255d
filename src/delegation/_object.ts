/**
 * The sequential object that every subject here keeps: a count, a queue and a stack, in words from `object` on.
 *
 * Words, relative to `object` (OBJECT_LINES lines):
 *   COUNT    how much ADD has added, and how often WORK has run
 *   RESULT   what the last WORK came to
 *   HEAD     the queue's oldest item
 *   ITEMS    how many the queue holds
 *   TOP      how many the stack holds; these five on one line, so that running an operation fetches one line, or two
 *   QUEUE…   CAPACITY items, a ring
 *   STACK…   CAPACITY items, the oldest first
 *
 * Thread contract: one thread at a time, and what it wrote is visible to the next. Who that is, the subjects differ in.
 * Wrap: COUNT is modulo 2^32. HEAD stays below CAPACITY.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { work } from '../atomics/work.ts';
import type { i32, Words } from '../contract.ts';

export const COUNT: i32 = 0;
export const RESULT: i32 = 1;
const HEAD: i32 = 2;
const ITEMS: i32 = 3;
const TOP: i32 = 4;

/** A power of two. Threads that put in and take out in turn need a slot each. */
export const CAPACITY: i32 = 2 * LINE_WORDS;
const QUEUE: i32 = LINE_WORDS;
const STACK: i32 = QUEUE + CAPACITY;

export const OBJECT_LINES: i32 = 5;
export const OBJECT_WORDS: i32 = OBJECT_LINES * LINE_WORDS;

/** Operations. No operation has the code 0, so that a word with a request in it can say that there is none. */
export const NO_OPERATION: i32 = 0;
/** Returns the argument: an empty section. */
export const NOTHING: i32 = 1;
/** Adds the argument to the count and returns the count before. */
export const ADD: i32 = 2;
/** Takes as many steps of work as the argument says, adds 1 to the count and returns the count before. */
export const WORK: i32 = 3;
/** Puts the argument into the queue: 1, or 0 when it is full. */
export const ENQUEUE: i32 = 4;
/** Returns the oldest item of the queue, or -1 when it is empty. */
export const DEQUEUE: i32 = 5;
/** Puts the argument onto the stack: 1, or 0 when it is full. */
export const PUSH: i32 = 6;
/** Returns the youngest item of the stack, or -1 when it is empty. */
export const POP: i32 = 7;

// plain: all accesses to the object, here and below: whoever runs an operation is the only one.

export function run(words: Words, object: i32, operation: i32, argument: i32): i32 {
  switch (operation) {
    case ADD:
      return add(words, object, argument);
    case WORK:
      // plain: stored, so that no compiler leaves the work out or does it elsewhere
      words[object + RESULT] = work(argument, words[object + RESULT]);
      return add(words, object, 1);
    case ENQUEUE:
      return enqueue(words, object, argument);
    case DEQUEUE:
      return dequeue(words, object);
    case PUSH:
      return push(words, object, argument);
    case POP:
      return pop(words, object);
    default:
      return argument;
  }
}

function add(words: Words, object: i32, amount: i32): i32 {
  const count = words[object + COUNT]; // plain: see above
  words[object + COUNT] = (count + amount) | 0; // plain: see above
  return count;
}

function enqueue(words: Words, object: i32, item: i32): i32 {
  const items = words[object + ITEMS]; // plain: see above, as all words here
  if (items === CAPACITY) return 0;
  const free = (words[object + HEAD] + items) & (CAPACITY - 1);
  words[object + QUEUE + free] = item;
  words[object + ITEMS] = (items + 1) | 0;
  return 1;
}

function dequeue(words: Words, object: i32): i32 {
  const items = words[object + ITEMS]; // plain: see above, as all words here
  if (items === 0) return -1;
  const head = words[object + HEAD];
  words[object + HEAD] = (head + 1) & (CAPACITY - 1);
  words[object + ITEMS] = (items - 1) | 0;
  return words[object + QUEUE + head];
}

function push(words: Words, object: i32, item: i32): i32 {
  const top = words[object + TOP]; // plain: see above, as all words here
  if (top === CAPACITY) return 0;
  words[object + STACK + top] = item;
  words[object + TOP] = (top + 1) | 0;
  return 1;
}

function pop(words: Words, object: i32): i32 {
  const top = words[object + TOP]; // plain: see above, as all words here
  if (top === 0) return -1;
  words[object + TOP] = (top - 1) | 0;
  return words[object + STACK + top - 1];
}
