/**
 * A map whose capacity counts all keys that were ever put in.
 *
 * Calls: `get(key)` → the value, or -1: not there; `put(key, value)` → 1: new, 0: replaced, -1: full; `remove(key)` → 1, or 0: it was
 * not there. Values are not negative; arguments after these are the driver's own.
 */
import { type Model, type ModelCall, type Outcome, unknownOperation } from '../../linearizable/model.ts';
import { ignoresOverlap, mayRefuse, type Refusals } from '../../linearizable/models/refusals.ts';

export interface MapOptions {
  /** Keys that fit; Infinity: then each key is an object of its own. */
  readonly capacity: number;
  /** When a put of a key that was never in may be refused although there is room: the room may be claimed. */
  readonly refusals: Refusals;
}

/** By key: the value, or -1: it was removed. */
type State = Readonly<Record<number, number>>;

const NOTHING = -1;

export function map({ capacity, refusals }: MapOptions): Model<State> {
  return {
    name: 'map',
    initial: {},
    ignoresOverlap: ignoresOverlap(refusals),
    key: JSON.stringify, // keys that are array indexes stand in their order, others are not used
    ...(capacity === Number.POSITIVE_INFINITY && { partition: ({ args: [key] }: ModelCall) => String(key) }),
    outcomes(state, call): Outcome<State>[] {
      const [key, value] = call.args;
      const before = state[key] ?? NOTHING;
      const isPresent = before !== NOTHING;
      switch (call.name) {
        case 'get':
          return [{ state, result: before }];
        case 'put': {
          const taken = { state: { ...state, [key]: value }, result: isPresent ? 0 : 1 };
          const refused = { state, result: -1 };
          if (key in state) return [taken];
          if (Object.keys(state).length >= capacity) return [refused];
          return mayRefuse(refusals, call.overlapped) ? [taken, refused] : [taken];
        }
        case 'remove':
          return [{ state: isPresent ? { ...state, [key]: NOTHING } : state, result: isPresent ? 1 : 0 }];
        default:
          throw unknownOperation('map', call, ['get', 'put', 'remove']);
      }
    },
  };
}
