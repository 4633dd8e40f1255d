/** A ring of records: seen in the order of their claims, each once it is committed, and never past one that is still open. */
import type { Model, ModelCall, Outcome } from '../../linearizable/model.ts';

interface RecordState {
  readonly by: string;
  readonly packed: number;
  readonly is: 'open' | 'committed' | 'aborted';
}

type State = readonly RecordState[];

/**
 * Calls as the driver makes them: claim(lengthBytes, stamp, slot, self), commit(slot, self), abort(slot, self), receive(self).
 * A claim may be refused whenever something is inside, aborted records too: how much fits depends on where the ring ends.
 */
export function records(maxMessageBytes: number): Model<State> {
  return {
    name: 'records in the order of their claims',
    initial: [],
    ignoresOverlap: true,
    outcomes(state, call) {
      if (call.name === 'claim') return claimed(state, call, maxMessageBytes);
      if (call.name === 'receive') return [received(state)];
      return [closed(state, call, call.name === 'commit' ? 'committed' : 'aborted')];
    },
    key: (state) => JSON.stringify(state),
  };
}

function claimed(state: State, { args }: ModelCall, maxMessageBytes: number): Outcome<State>[] {
  const [lengthBytes, stamp, slot, self] = args;
  if (lengthBytes < 0 || lengthBytes > maxMessageBytes) return [{ state, result: -2 }];
  const record: RecordState = {
    by: `${self}/${slot}`,
    packed: lengthBytes | (lengthBytes > 0 ? stamp << 4 : 0),
    is: 'open',
  };
  const outcomes = [{ state: [...state, record], result: 1 }];
  if (state.length > 0) outcomes.push({ state: [...state], result: -1 });
  return outcomes;
}

function closed(state: State, { args: [slot, self] }: ModelCall, is: RecordState['is']): Outcome<State> {
  const at = state.findIndex((one) => one.by === `${self}/${slot}` && one.is === 'open');
  return at < 0 ? { state, result: 0 } : { state: state.with(at, { ...state[at], is }), result: 1 };
}

/** Aborted records in front are skipped, and make room, even if nothing comes behind them. */
function received(state: State): Outcome<State> {
  const next = state.findIndex(({ is }) => is !== 'aborted');
  const left = next < 0 ? [] : state.slice(next);
  if (left[0]?.is !== 'committed') return { state: left, result: -1 };
  return { state: left.slice(1), result: left[0].packed };
}
