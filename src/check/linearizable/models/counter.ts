/**
 * A count that wraps at 32 bits.
 *
 * Calls: `add(amount)` → any result; `fetchAdd(amount)` → the count before; `read()` → the count.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';

export function counter(initial = 0): Model<number> {
  return {
    name: 'counter',
    initial,
    ignoresOverlap: true,
    key: String,
    outcomes(count, call) {
      switch (call.name) {
        case 'add':
          return [{ state: (count + call.args[0]) | 0, result: ANY_RESULT }];
        case 'fetchAdd':
          return [{ state: (count + call.args[0]) | 0, result: count }];
        case 'read':
          return [{ state: count, result: count }];
        default:
          throw unknownOperation('counter', call, ['add', 'fetchAdd', 'read']);
      }
    },
  };
}
