/** A queue whose producer may keep back what it has pushed until it flushes, and whose consumer may keep back free slots. */
import type { Model, Outcome } from '../../linearizable/model.ts';

interface State {
  readonly published: readonly number[];
  readonly withheld: readonly number[];
}

/** Calls as the driver makes them: tryPush(value, self), tryPop(self), flush(self). One producer, one consumer. */
export function withheldFifo(capacity: number): Model<State> {
  return {
    name: `queue of capacity ${capacity} whose producer flushes`,
    initial: { published: [], withheld: [] },
    ignoresOverlap: true,
    outcomes({ published, withheld }, { name, args }): Outcome<State>[] {
      const all = [...published, ...withheld];
      if (name === 'flush') return [{ state: { published: all, withheld: [] }, result: 0 }];
      if (name === 'tryPop') {
        const [item = -1, ...rest] = published;
        return [{ state: { published: rest, withheld }, result: item }];
      }
      const item = args[0];
      // A refused push publishes what was held back. A quarter of the slots may count as filled.
      const refused = { state: { published: all, withheld: [] }, result: 0 };
      if (all.length === capacity) return [refused];
      const taken = [
        { state: { published, withheld: [...withheld, item] }, result: 1 },
        { state: { published: [...all, item], withheld: [] }, result: 1 },
      ];
      return all.length < capacity - capacity / 4 ? taken : [...taken, refused];
    },
    key: JSON.stringify,
  };
}
