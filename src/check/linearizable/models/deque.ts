/**
 * A work-stealing deque: its owner puts in and takes out at the bottom, thieves take from the top.
 *
 * Calls: `pushBottom(value)` → 1, or 0: full; `popBottom()` → the youngest value, or -1: empty; `steal()` → the oldest value, or -1:
 * empty (or, with `when-overlapped`, a lost race). Values are not negative.
 */
import { type Model, unknownOperation } from '../model.ts';
import { ignoresOverlap, possibleCounts, type Refusals } from './refusals.ts';

export interface DequeOptions {
  /** Items that fit; Infinity: a push is never refused for want of room. */
  readonly capacity: number;
  readonly refusals: Refusals;
}

export function deque({ capacity, refusals }: DequeOptions): Model<readonly number[]> {
  return {
    name: 'deque',
    initial: [],
    ignoresOverlap: ignoresOverlap(refusals),
    key: (items) => items.join(),
    outcomes(items, call) {
      const moved = (most: number) => possibleCounts(most, refusals, call);
      switch (call.name) {
        case 'pushBottom':
          return moved(Math.min(1, capacity - items.length)).map((n) => ({
            state: n === 1 ? [...items, call.args[0]] : items,
            result: n,
          }));
        case 'popBottom':
          return moved(Math.min(1, items.length)).map((n) => ({
            state: n === 1 ? items.slice(0, -1) : items,
            result: n === 1 ? items[items.length - 1] : -1,
          }));
        case 'steal':
          return moved(Math.min(1, items.length)).map((n) => ({
            state: items.slice(n),
            result: n === 1 ? items[0] : -1,
          }));
        default:
          throw unknownOperation('deque', call, ['pushBottom', 'popBottom', 'steal']);
      }
    },
  };
}
