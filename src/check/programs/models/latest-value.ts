/** One place whose value is replaced by the next, read or not: a pop sees each value once at most. */
import type { Model } from '../../linearizable/model.ts';

interface State {
  readonly latest: number | null;
}

/** Calls as the driver makes them: tryPush(value, self), tryPop(self). */
export const latestValue: Model<State> = {
  name: 'the latest value, once',
  initial: { latest: null },
  ignoresOverlap: true,
  outcomes({ latest }, { name, args }) {
    if (name === 'tryPush') return [{ state: { latest: args[0] }, result: 1 }];
    return [{ state: { latest: null }, result: latest ?? -1 }];
  },
  key: JSON.stringify,
};
