/**
 * One word with a compare-and-swap.
 *
 * Calls: `read()` → the value; `write(value)` → any result; `compareExchange(expected, replacement)` → the value before, as
 * `Atomics.compareExchange` does: it has been replaced if that is `expected`.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';

export function casCell(initial = 0): Model<number> {
  return {
    name: 'cas-cell',
    initial,
    ignoresOverlap: true,
    key: String,
    outcomes(value, call) {
      const [first, second] = call.args;
      switch (call.name) {
        case 'read':
          return [{ state: value, result: value }];
        case 'write':
          return [{ state: first, result: ANY_RESULT }];
        case 'compareExchange':
          return [{ state: value === first ? second : value, result: value }];
        default:
          throw unknownOperation('cas-cell', call, ['read', 'write', 'compareExchange']);
      }
    },
  };
}
