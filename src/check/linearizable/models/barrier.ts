/**
 * A barrier. Passing it has two moments, so it is two operations.
 *
 * Calls, `self` being the caller: `arrive(self)` → any result; `leave(self)` → any result, possible only when all threads have arrived
 * in this round. A thread leaves before it arrives again.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';

/** Sets of threads, a bit each. */
interface Round {
  readonly arrived: number;
  /** Those of the last round who have not left yet. */
  readonly leaving: number;
}

/** @param threads - from 1 to 31. */
export function barrier(threads: number): Model<Round> {
  const all = 2 ** threads - 1;
  return {
    name: 'barrier',
    initial: { arrived: 0, leaving: 0 },
    ignoresOverlap: true,
    key: ({ arrived, leaving }) => `${arrived},${leaving}`,
    outcomes({ arrived, leaving }, call) {
      const self = 1 << call.args[0];
      switch (call.name) {
        case 'arrive': {
          if (((arrived | leaving) & self) !== 0) return [];
          const now = arrived | self;
          const state = now === all ? { arrived: 0, leaving: all } : { arrived: now, leaving };
          return [{ state, result: ANY_RESULT }];
        }
        case 'leave':
          return (leaving & self) !== 0 ? [{ state: { arrived, leaving: leaving & ~self }, result: ANY_RESULT }] : [];
        default:
          throw unknownOperation('barrier', call, ['arrive', 'leave']);
      }
    },
  };
}
