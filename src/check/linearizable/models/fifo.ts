/**
 * A bounded queue: what a ring whose items go to one consumer each must look like.
 *
 * Calls: `tryPush(value)` → 1, or 0: full; `tryPop()` → the oldest value, or -1: empty. `pushMany(first, count)` puts in the values
 * first, first + 1 …, as many as there is room for, and returns how many; `popMany(count)` takes as many as there are and returns them
 * packed. `flush()` → any result. Values are not negative; arguments after these are the driver's own. A batch is one operation: it
 * takes effect as a whole.
 */
import { ANY_RESULT, type Model, type Outcome, unknownOperation } from '../model.ts';
import { ignoresOverlap, possibleCounts, type Refusals } from './refusals.ts';

export interface FifoOptions {
  /** Items that fit; Infinity: a push is never refused for want of room. */
  readonly capacity: number;
  /** When a call may move fewer items than it could. */
  readonly refusals: Refusals;
}

type Items = readonly number[];

export function fifo({ capacity, refusals }: FifoOptions): Model<Items> {
  return {
    name: 'fifo',
    initial: [],
    ignoresOverlap: ignoresOverlap(refusals),
    key: (items) => items.join(),
    outcomes(items, call) {
      const [first, count] = call.args;
      const moved = (most: number) => possibleCounts(most, refusals, call);
      switch (call.name) {
        case 'tryPush':
          return moved(Math.min(1, capacity - items.length)).map((n) => push(items, first, n));
        case 'pushMany':
          return moved(Math.min(count, capacity - items.length)).map((n) => push(items, first, n));
        case 'tryPop':
          return moved(Math.min(1, items.length)).map((n) => ({
            state: items.slice(n),
            result: n === 1 ? items[0] : -1,
          }));
        case 'popMany':
          return moved(Math.min(first, items.length)).map((n) => ({
            state: items.slice(n),
            result: packItems(items.slice(0, n)),
          }));
        case 'flush':
          return [{ state: items, result: ANY_RESULT }];
        default:
          throw unknownOperation('fifo', call, ['tryPush', 'tryPop', 'pushMany', 'popMany', 'flush']);
      }
    },
  };
}

function push(items: Items, first: number, n: number): Outcome<Items> {
  return { state: [...items, ...Array.from({ length: n }, (_, nth) => first + nth)], result: n };
}

/** How `popMany` returns at most seven items of 1 to 15 in one result: base 16, their number in the lowest digit, then they in order. */
export function packItems(items: readonly number[]): number {
  return items.reduce((packed, item, nth) => packed | (item << (4 * (nth + 1))), items.length);
}
