import type { Call } from '../program.ts';
import { fits, type Model, type ModelCall } from './model.ts';

/**
 * Linearizability while a history grows: the set of all (state, linearized pending operations) that explain what was seen so far,
 * as a number. Equal sets have equal numbers, so that an explorer may merge states that differ in their past only.
 *
 * Source: Lowe, "Testing for linearizability", CCPE 29(4), 2017, just-in-time linearization.
 *
 * An operation is linearized when it or another one returns, never earlier than it must be: any order can be brought into this form by
 * moving effects later. By then it is settled whether the operation is overlapped.
 */
export interface Monitor {
  /** Nothing has been called. */
  readonly initial: number;
  /** Thread `thread` calls its operation `index` (of `threads[thread]`). */
  called(state: number, thread: number, index: number): number;
  /** It has returned `result`. -1: no order explains it. */
  returned(state: number, thread: number, index: number, result: number): number;
}

export type MonitorOf = (model: Model, threads: readonly (readonly Call[])[]) => Monitor;

/**
 * One explanation: the ids of the objects' states, then for each thread what its pending operation has been linearized with: 0 for not
 * yet (or nothing pending), otherwise 1 + the id of the promised result.
 */
type Explanation = readonly number[];

interface Seen {
  /** For each thread 2 × the number of its pending call, + 1 if it is overlapped; -1: none. */
  readonly pending: readonly number[];
  readonly explanations: readonly Explanation[];
}

interface Effect {
  readonly state: number;
  readonly result: number;
}

const IDLE = -1;
const NOT_YET = 0;

export const monitorOf: MonitorOf = (model, threads) => {
  const firstCall = threads.map((_, thread) => threads.slice(0, thread).flat().length);
  const calls = threads.flat();
  const modelCalls = calls.map(({ name, args }): readonly ModelCall[] =>
    [false, true].map((overlapped) => ({ name, args, overlapped })),
  );
  const objectNames = modelCalls.map(([call]) => model.partition?.(call) ?? '');
  const objects = [...new Set(objectNames)];
  const objectOf = objectNames.map((name) => objects.indexOf(name));

  const modelStates = interning<unknown>((state) => model.key(state));
  const results = interning<number>(String);
  const effects: (readonly Effect[] | undefined)[] = [];

  const seen = interning<Seen>(({ pending, explanations }) => `${pending.join()};${explanations.join(';')}`);
  // What follows each state: one place for each call, filled when it is first asked for. Where 0 is a state, 0 + 1 is written.
  let afterCall = new Int32Array(1024 * calls.length);
  const afterReturn: (Map<number, number> | undefined)[] = [];

  function number(pending: readonly number[], explanations: readonly Explanation[]): number {
    const id = seen.idOf({ pending, explanations });
    if ((id + 1) * calls.length > afterCall.length) {
      const larger = new Int32Array(2 * afterCall.length);
      larger.set(afterCall);
      afterCall = larger;
    }
    while (afterReturn.length < (id + 1) * calls.length) afterReturn.push(undefined);
    return id;
  }

  function call(state: number, thread: number, called: number): number {
    const { pending, explanations } = seen.values[state];
    if (pending[thread] !== IDLE)
      throw new Error(`thread ${thread} must return from its operation before it calls another`);
    const isAlone = model.ignoresOverlap === true || pending.every((other) => other === IDLE);
    const now = pending.map((other) => (isAlone || other === IDLE ? other : other | 1));
    now[thread] = 2 * called + (isAlone ? 0 : 1);
    return number(now, explanations);
  }

  /** Every order in which the call may have taken effect by now, after others that are pending or before them. */
  function end(state: number, thread: number, called: number, result: number): number {
    const { pending, explanations } = seen.values[state];
    if (pending[thread] >> 1 !== called)
      throw new Error(`thread ${thread} must call operation ${called} before it returns from it`);
    const queue = [...explanations];
    const met = new Set(queue.map(String));
    const left = new Map<string, Explanation>();
    for (let next = 0; next < queue.length; next++) {
      const explanation = queue[next];
      const promised = explanation[objects.length + thread];
      if (promised !== NOT_YET) {
        if (!fits(results.values[promised - 1], result)) continue;
        const finished = explanation.with(objects.length + thread, NOT_YET);
        left.set(String(finished), finished);
        continue;
      }
      for (let other = 0; other < pending.length; other++) {
        if (pending[other] === IDLE || explanation[objects.length + other] !== NOT_YET) continue;
        const object = objectOf[pending[other] >> 1];
        for (const effect of effectsOf(explanation[object], pending[other])) {
          const further = explanation.with(object, effect.state).with(objects.length + other, effect.result + 1);
          const key = String(further);
          if (met.has(key)) continue;
          met.add(key);
          queue.push(further);
        }
      }
    }
    if (left.size === 0) return -1;
    const keys = [...left.keys()].sort();
    return number(
      pending.with(thread, IDLE),
      keys.map((key) => left.get(key) as Explanation),
    );
  }

  function effectsOf(state: number, pendingCall: number): readonly Effect[] {
    const at = state * 2 * calls.length + pendingCall;
    effects[at] ??= model
      .outcomes(modelStates.values[state], modelCalls[pendingCall >> 1][pendingCall & 1])
      .map((outcome) => ({ state: modelStates.idOf(outcome.state), result: results.idOf(outcome.result) }));
    return effects[at];
  }

  const begin = modelStates.idOf(model.initial);
  const initial = number(
    threads.map(() => IDLE),
    [[...objects.map(() => begin), ...threads.map(() => NOT_YET)]],
  );

  return {
    initial,
    called(state, thread, index) {
      const called = firstCall[thread] + index;
      const at = state * calls.length + called;
      if (afterCall[at] === 0) {
        const next = call(state, thread, called) + 1; // may replace afterCall
        afterCall[at] = next;
      }
      return afterCall[at] - 1;
    },
    returned(state, thread, index, result) {
      const called = firstCall[thread] + index;
      const at = state * calls.length + called;
      let byResult = afterReturn[at];
      const known = byResult?.get(result);
      if (known !== undefined) return known;
      const next = end(state, thread, called, result);
      byResult ??= afterReturn[at] = new Map();
      byResult.set(result, next);
      return next;
    },
  };
};

interface Interning<T> {
  readonly values: readonly T[];
  /** Equal keys have one id, from 0 in the order of first mention. */
  idOf(value: T): number;
}

function interning<T>(keyOf: (value: T) => string): Interning<T> {
  const ids = new Map<string, number>();
  const values: T[] = [];
  return {
    values,
    idOf(value) {
      const key = keyOf(value);
      let id = ids.get(key);
      if (id === undefined) {
        id = values.length;
        ids.set(key, id);
        values.push(value);
      }
      return id;
    },
  };
}
