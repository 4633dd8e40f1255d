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
  /** The same for pushes, where it differs: `any-time` with room for Infinity leaves what a queue holds out of account. */
  readonly pushRefusals?: Refusals;
}

type Items = readonly number[];

export function fifo({ capacity, refusals, pushRefusals = refusals }: FifoOptions): Model<Items> {
  return {
    name: 'fifo',
    initial: [],
    ignoresOverlap: ignoresOverlap(refusals) && ignoresOverlap(pushRefusals),
    key: (items) => items.join(),
    outcomes(items, call) {
      const [first, count] = call.args;
      const pushed = (most: number) =>
        possibleCounts(Math.min(most, capacity - items.length), pushRefusals, call).map((n) => push(items, first, n));
      const popped = (most: number, result: (taken: Items) => number) =>
        possibleCounts(Math.min(most, items.length), refusals, call).map((n) => ({
          state: items.slice(n),
          result: result(items.slice(0, n)),
        }));
      switch (call.name) {
        case 'tryPush':
          return pushed(1);
        case 'pushMany':
          return pushed(count);
        case 'tryPop':
          return popped(1, ([oldest = -1]) => oldest);
        case 'popMany':
          return popped(first, packItems);
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
