/**
 * A stack.
 *
 * Calls: `tryPush(value)` → 1, or 0: full; `tryPop()` → the youngest value, or -1: empty. Values are not negative.
 */
import { type Model, unknownOperation } from '../model.ts';
import { ignoresOverlap, possibleCounts, type Refusals } from './refusals.ts';

export interface StackOptions {
  /** Items that fit; Infinity: a push is never refused for want of room. */
  readonly capacity: number;
  readonly refusals: Refusals;
}

export function stack({ capacity, refusals }: StackOptions): Model<readonly number[]> {
  return {
    name: 'stack',
    initial: [],
    ignoresOverlap: ignoresOverlap(refusals),
    key: (items) => items.join(),
    outcomes(items, call) {
      const moved = (most: number) => possibleCounts(most, refusals, call);
      switch (call.name) {
        case 'tryPush':
          return moved(Math.min(1, capacity - items.length)).map((n) => ({
            state: n === 1 ? [...items, call.args[0]] : items,
            result: n,
          }));
        case 'tryPop':
          return moved(Math.min(1, items.length)).map((n) => ({
            state: n === 1 ? items.slice(0, -1) : items,
            result: n === 1 ? items[items.length - 1] : -1,
          }));
        default:
          throw unknownOperation('stack', call, ['tryPush', 'tryPop']);
      }
    },
  };
}
