/** A queue whose consumers see every item each; the slowest one decides whether it is full. */
import { type Model, type Outcome, unknownOperation } from '../../linearizable/model.ts';
import { packItems } from '../../linearizable/models/fifo.ts';
import { possibleCounts } from '../../linearizable/models/refusals.ts';

interface State {
  readonly pushed: readonly number[];
  /** How many of them each consumer has taken. */
  readonly taken: readonly number[];
}

/**
 * Calls as of the model `fifo`, with `self` as the last argument: tryPush(value, self), tryPop(self), popMany(count, self). A batch may fall
 * short while others are at work, an operation on one item may not.
 */
export function broadcast(capacity: number, consumers: number): Model<State> {
  return {
    name: `broadcast of capacity ${capacity} to ${consumers}`,
    initial: { pushed: [], taken: Array.from({ length: consumers }, () => 0) },
    key: JSON.stringify,
    outcomes(state, call): Outcome<State>[] {
      const { args } = call;
      const self = args[args.length - 1];
      const room = capacity - state.pushed.length + Math.min(...state.taken);
      const waiting = state.pushed.slice(state.taken[self]);
      const push = (count: number) => ({ ...state, pushed: [...state.pushed, ...upFrom(args[0], count)] });
      const pop = (count: number) => ({ ...state, taken: state.taken.with(self, state.taken[self] + count) });
      const counts = (most: number) => possibleCounts(most, 'when-overlapped', call);
      switch (call.name) {
        case 'tryPush':
          return room > 0 ? [{ state: push(1), result: 1 }] : [{ state, result: 0 }];
        case 'tryPop':
          return waiting.length > 0 ? [{ state: pop(1), result: waiting[0] }] : [{ state, result: -1 }];
        case 'pushMany':
          return counts(Math.min(args[1], room)).map((n) => ({ state: push(n), result: n }));
        case 'popMany':
          return counts(Math.min(args[0], waiting.length)).map((n) => ({
            state: pop(n),
            result: packItems(waiting.slice(0, n)),
          }));
        default:
          throw unknownOperation('broadcast', call, ['tryPush', 'tryPop', 'pushMany', 'popMany']);
      }
    },
  };
}

function upFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, nth) => first + nth);
}
