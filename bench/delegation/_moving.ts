/**
 * What `structure` and `structure-server` share: threads that put an item into the queue, or onto the stack, and take one out, in turn, as
 * fast as they can. A shared piece of the scenarios here.
 *
 * The proof: all that was put in has come out, or was found inside at the end. A thread puts in one item more than it has taken out at most,
 * so that with no more threads than the object has places neither side is refused.
 */
import { execute } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { i32, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
import { FAILED_TRIES, ITEMS, OPS, PARAM, STOP, SUM } from '../../src/crew/protocol.ts';
import { DEQUEUE, ENQUEUE, POP, PUSH } from '../../src/delegation/_object.ts';

export const THREADS: i32 = PARAM;
/** 1: the stack; 0: the queue. */
export const STACK: i32 = PARAM + 1;

/** Operations between two looks at STOP, less 1. Few: with more threads than CPUs each may take a time slice. */
const LOOK_MASK: i32 = 15;

/** One of `askers` threads. Leaves in ITEMS and SUM what it has put in less what it has taken out. */
export function moveUntilStop(words: Words, control: Words, mine: Words, self: i32, askers: i32): void {
  const beganNs: i32 = nowNs();
  const put = putting(mine);
  const take = taking(mine);
  let asked: i32 = 0;
  let before: i32 = -1; // operations before all took part; -1: somebody is missing
  let refused: i32 = 0;
  let items: i32 = 0;
  let sum: i32 = 0;
  let stop: i32 = begin(control, askers);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = asked;
      refused = 0;
    }
    if ((asked & 1) === 0) {
      const item = itemOf(asked, self);
      if (execute(words, self, put, item) === 1) {
        items = (items + 1) | 0;
        sum = (sum + item) | 0;
      } else refused = (refused + 1) | 0;
    } else {
      const item = execute(words, self, take, 0);
      if (item >= 0) {
        items = (items - 1) | 0;
        sum = (sum - item) | 0;
      } else refused = (refused + 1) | 0;
    }
    asked = (asked + 1) | 0;
    if ((asked & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  if (before < 0 && isGathered(control, mine, beganNs)) before = asked; // they came while this thread waited, and then came the end
  mine[OPS] = before < 0 ? 0 : (asked - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = refused;
  mine[ITEMS] = items;
  mine[SUM] = sum;
  leave(control);
}

/** Never negative, and different from what others put in. */
function itemOf(nth: i32, self: i32): i32 {
  return ((nth << 7) | self) & 0x7fffffff;
}

function putting(mine: Words): i32 {
  return mine[STACK] === 1 ? PUSH : ENQUEUE; // plain: own words
}

function taking(mine: Words): i32 {
  return mine[STACK] === 1 ? POP : DEQUEUE; // plain: own words
}

/** Call last, in one asker. Waits for the others and takes out what is left, in its own name. */
export function takeRest(words: Words, control: Words, mine: Words, self: i32): void {
  awaitOthers(control, mine);
  const take = taking(mine);
  let item = execute(words, self, take, 0);
  // Ends when nothing is inside: nobody else asks any more.
  while (item >= 0) {
    mine[ITEMS] = (mine[ITEMS] - 1) | 0; // plain: own words
    mine[SUM] = (mine[SUM] - item) | 0; // plain: own words
    item = execute(words, self, take, 0);
  }
}
