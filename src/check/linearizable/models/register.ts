/**
 * One word.
 *
 * Calls: `read()` → the value; `write(value)` → any result.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';

export function register(initial = 0): Model<number> {
  return {
    name: 'register',
    initial,
    ignoresOverlap: true,
    key: String,
    outcomes(value, call) {
      switch (call.name) {
        case 'read':
          return [{ state: value, result: value }];
        case 'write':
          return [{ state: call.args[0], result: ANY_RESULT }];
        default:
          throw unknownOperation('register', call, ['read', 'write']);
      }
    },
  };
}
