/** Random histories: some made by an order of effects, so that they are linearizable, and some then changed a little. */
import type { History, Operation } from '../../src/check/linearizable/history.ts';
import type { Model } from '../../src/check/linearizable/model.ts';
import type { Call } from '../../src/check/program.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { IS_QUICK } from '../quick.ts';

/** What a thread calls next, given how many calls there were before; null: nothing can be called. */
export type NextCall = (random: Random, thread: number, nth: number) => Call;

export interface Shape {
  readonly threads: number;
  readonly operations: number;
  /** Chance that a thread stops for ever in the middle of an operation. */
  readonly crash: number;
}

/** How many random histories a test looks at: a quick number on a developer's machine, 10⁵ in CI. */
export const HISTORIES = IS_QUICK ? 5_000 : 100_000;

/** The seed of this run; `SEED=7 npx vitest run …` repeats one. */
export const SEED = process.env.SEED !== undefined ? Number(process.env.SEED) : Date.now() % 2 ** 31;

type Pending = { index: number; result: number | null };

/**
 * A linearizable history: threads call, take effect and return in a random order of steps. Sometimes several steps share one time.
 * Threads whose operation cannot take effect (a lock that is held) stay where they are.
 */
export function linearizableHistory<S>(random: Random, model: Model<S>, nextCall: NextCall, shape: Shape): Operation[] {
  const history: { -readonly [K in keyof Operation]: Operation[K] }[] = [];
  const pending: (Pending | 'dead' | null)[] = Array.from({ length: shape.threads }, () => null);
  const stepsPerTime = 1 + random.below(3);
  // Few threads at a time, or all of them; effects at once, or late.
  const calling = 0.2 + 0.8 * random.next();
  let state = model.initial;
  // Ends at the latest when nothing can move any more: steps that change nothing are counted too.
  for (let step = 0; step < 20 * shape.operations; step++) {
    const time = Math.floor(step / stepsPerTime);
    const thread = random.below(shape.threads);
    const mine = pending[thread];
    if (mine === 'dead') continue;
    if (mine === null) {
      if (history.length === shape.operations || random.next() > calling) continue;
      const { name, args } = nextCall(random, thread, history.length);
      pending[thread] = { index: history.length, result: null };
      history.push({ thread, name, args, calledAt: time, returnedAt: Number.POSITIVE_INFINITY });
      continue;
    }
    if (random.next() < shape.crash) {
      pending[thread] = 'dead';
    } else if (mine.result === null) {
      const { name, args } = history[mine.index];
      const overlapped = pending.some((other, at) => at !== thread && other !== null);
      const outcomes = model.outcomes(state, { name, args, overlapped });
      if (outcomes.length === 0) continue;
      const outcome = outcomes[random.below(outcomes.length)];
      state = outcome.state;
      mine.result = Number.isNaN(outcome.result) ? 0 : outcome.result;
    } else {
      history[mine.index].result = mine.result;
      history[mine.index].returnedAt = time;
      pending[thread] = null;
    }
  }
  return history;
}

/** Change a result or an interval here and there; the history may stay linearizable. */
export function mutated(random: Random, history: History): Operation[] {
  const operations = [...history];
  const returned = () => operations.flatMap(({ result }, index) => (result === undefined ? [] : [index]));
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const candidates = returned();
    if (candidates.length === 0) return operations;
    const at = candidates[random.below(candidates.length)];
    const other = operations[candidates[random.below(candidates.length)]];
    const operation = operations[at];
    const length = operation.returnedAt - operation.calledAt;
    const shift = random.below(7) - 3;
    switch (random.below(7)) {
      case 0:
        operations[at] = { ...operation, result: other.result as number };
        break;
      case 1:
        operations[at] = { ...operation, result: (operation.result as number) + (random.below(2) === 0 ? 1 : -1) };
        break;
      case 2:
        operations[at] = { ...operation, calledAt: operation.returnedAt - random.below(length + 1) };
        break;
      case 3:
        operations[at] = { ...operation, returnedAt: operation.calledAt + random.below(length + 1) };
        break;
      case 4:
        operations[at] = {
          ...operation,
          calledAt: operation.calledAt + shift,
          returnedAt: operation.returnedAt + shift,
        };
        break;
      case 5: {
        const twin = candidates[random.below(candidates.length)];
        if (operations[twin].name !== operation.name) break;
        operations[at] = { ...operation, result: operations[twin].result as number };
        operations[twin] = { ...operations[twin], result: operation.result as number };
        break;
      }
      default:
        operations.splice(at, 1);
    }
  }
  return operations;
}

/** The same operations at other times. Those of one thread stay one after another, unless each is given a thread of its own. */
export function scrambled(random: Random, history: History, keepThreads: boolean): Operation[] {
  const times = 2 + random.below(4 * history.length + 1);
  const owner = ({ thread }: Operation, index: number) => (keepThreads ? thread : index);
  const moments = new Map<number, number[]>();
  for (const [index, operation] of history.entries()) {
    const mine = moments.get(owner(operation, index)) ?? [];
    mine.push(random.below(times), random.below(times));
    moments.set(owner(operation, index), mine);
  }
  for (const mine of moments.values()) mine.sort((a, b) => b - a);
  return history.map((operation, index) => {
    const mine = moments.get(owner(operation, index)) as number[];
    const calledAt = mine.pop() as number;
    const returnedAt = mine.pop() as number;
    return {
      ...operation,
      calledAt,
      returnedAt: operation.result === undefined ? Number.POSITIVE_INFINITY : returnedAt,
    };
  });
}

/** In turn legal ones, ones changed here and there, and ones at other times; of various shapes, up to `operations` long. */
export function* randomHistories<S>(
  count: number,
  seed: number,
  model: Model<S>,
  nextCall: NextCall,
  { threads = 4, operations = 10, crash = 0.03, keepThreads = false } = {},
): Generator<{ history: readonly Operation[]; isLegal: boolean }> {
  const random = createRandom(seed);
  for (let nth = 0; nth < count; nth++) {
    const shape = {
      threads: 2 + random.below(threads - 1),
      operations: 2 + random.below(operations - 1),
      crash: random.below(3) === 0 ? crash : 0,
    };
    const legal = linearizableHistory(random, model, nextCall, shape);
    if (nth % 3 === 0) yield { history: legal, isLegal: true };
    else if (nth % 3 === 1) yield { history: mutated(random, legal), isLegal: false };
    else yield { history: scrambled(random, legal, keepThreads || random.below(2) === 0), isLegal: false };
  }
}
