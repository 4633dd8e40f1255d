import { expect, test } from 'vitest';
import type { History, Operation } from '../../src/check/linearizable/history.ts';
import { overlappedOf, precedes } from '../../src/check/linearizable/intervals.ts';
import { fits, type Model } from '../../src/check/linearizable/model.ts';
import { casCell } from '../../src/check/linearizable/models/cas-cell.ts';
import { counter } from '../../src/check/linearizable/models/counter.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import { lock } from '../../src/check/linearizable/models/lock.ts';
import { register } from '../../src/check/linearizable/models/register.ts';
import { linearize } from '../../src/check/linearizable/wgl.ts';
import { createRandom } from '../../src/stats/random.ts';
import { HISTORIES, type NextCall, randomHistories, SEED } from './linearizable-random-history.ts';

function operation(
  thread: number,
  name: string,
  args: number[],
  result: number | undefined,
  from: number,
  to: number,
): Operation {
  return { thread, name, args, ...(result === undefined ? {} : { result }), calledAt: from, returnedAt: to };
}

/** Every order of every choice of the operations that have not returned. */
function bruteForce<S>(history: History, model: Model<S>): boolean {
  const overlapped = overlappedOf(history);
  const place = (state: S, left: readonly number[]): boolean => {
    if (left.every((index) => history[index].result === undefined)) return true;
    return left.some((index) => {
      const { name, args, result } = history[index];
      const rest = left.filter((other) => other !== index);
      if (rest.some((other) => precedes(history[other], history[index]))) return false;
      return model
        .outcomes(state, { name, args, overlapped: overlapped[index] })
        .some((outcome) => (result === undefined || fits(outcome.result, result)) && place(outcome.state, rest));
    });
  };
  return place(model.initial, [...history.keys()]);
}

/** Does `order` explain the history? */
function explains<S>(order: readonly number[], history: History, model: Model<S>): boolean {
  const overlapped = overlappedOf(history);
  const inTime = order.every((index, at) =>
    order.slice(0, at).every((before) => !precedes(history[index], history[before])),
  );
  let states = [model.initial];
  for (const index of order) {
    const { name, args, result } = history[index];
    states = states
      .flatMap((state) => model.outcomes(state, { name, args, overlapped: overlapped[index] }))
      .filter((outcome) => result === undefined || fits(outcome.result, result))
      .map(({ state }) => state);
  }
  return inTime && states.length > 0 && new Set(order).size === order.length;
}

const queueCalls: NextCall = (random, _thread, nth) =>
  random.below(2) === 0 ? { name: 'tryPush', args: [nth] } : { name: 'tryPop', args: [] };
const cellCalls: NextCall = (random) =>
  random.below(2) === 0
    ? { name: 'compareExchange', args: [random.below(3), random.below(3)] }
    : { name: random.below(2) === 0 ? 'read' : 'write', args: [random.below(3)] };
const lockCalls: NextCall = (random, thread) => ({
  name: ['lock', 'tryLock', 'unlock', 'unlock'][random.below(4)],
  args: [thread],
});

test.each<[string, Model, NextCall]>([
  ['a queue of two', fifo({ capacity: 2, refusals: 'exact' }) as Model, queueCalls],
  ['a queue that may refuse', fifo({ capacity: 2, refusals: 'when-overlapped' }) as Model, queueCalls],
  ['a compare-and-swap cell', casCell() as Model, cellCalls],
  ['a lock', lock({ refusals: 'exact' }) as Model, lockCalls],
])('wgl: %s: the verdict is that of trying all orders, and the order explains the history', (_, model, nextCall) => {
  const met = { ok: 0, illegal: 0, unknown: 0 };
  const shape = { operations: 6, crash: 0.1 };
  for (const { history, isLegal } of randomHistories(HISTORIES / 5, SEED, model, nextCall, shape)) {
    const { verdict, order } = linearize(history, model);
    met[verdict]++;
    const about = `seed ${SEED}: ${JSON.stringify(history)}`;
    if (isLegal && verdict !== 'ok') expect.fail(`a legal history is ${verdict}; ${about}`);
    if (verdict !== (bruteForce(history, model) ? 'ok' : 'illegal')) expect.fail(`wrongly ${verdict}; ${about}`);
    if (!explains(order, history, model)) expect.fail(`the order ${order} explains nothing; ${about}`);
    const returned = history.flatMap(({ result }, index) => (result === undefined ? [] : [index]));
    if (verdict === 'ok' && !returned.every((index) => order.includes(index)))
      expect.fail(`incomplete order; ${about}`);
  }
  expect(met.unknown).toBe(0);
  expect(Math.min(met.ok, met.illegal)).toBeGreaterThan(HISTORIES / 100);
});

/** Independent registers: the first argument says which one. */
const registers: Model<number> = {
  ...register(),
  outcomes: (state, call) => register().outcomes(state, { ...call, args: call.args.slice(1) }),
  partition: ({ args }) => String(args[0]),
};
const oneMemory: Model<readonly number[]> = {
  name: 'memory',
  initial: [0, 0, 0],
  key: String,
  outcomes: (state, call) =>
    registers
      .outcomes(state[call.args[0]], call)
      .map((one) => ({ result: one.result, state: state.with(call.args[0], one.state) })),
};

test('wgl: independent objects looked at one by one give the verdict and a common order of all of them together', () => {
  const calls: NextCall = (random) => ({
    name: random.below(2) === 0 ? 'read' : 'write',
    args: [random.below(3), random.below(3)],
  });
  const met = { ok: 0, illegal: 0, unknown: 0 };
  for (const { history } of randomHistories(HISTORIES / 5, SEED + 1, oneMemory, calls)) {
    const { verdict, order } = linearize(history, registers);
    met[verdict]++;
    const about = `seed ${SEED + 1}: ${JSON.stringify(history)}`;
    if (verdict !== linearize(history, oneMemory).verdict) expect.fail(`wrongly ${verdict}; ${about}`);
    if (!explains(order, history, oneMemory)) expect.fail(`the order ${order} explains nothing; ${about}`);
  }
  expect(Math.min(met.ok, met.illegal)).toBeGreaterThan(HISTORIES / 100);
});

test('wgl: an illegal history comes with the longest order that was found', () => {
  const history = [
    operation(0, 'write', [1], 0, 0, 1),
    operation(1, 'read', [], 1, 2, 3),
    operation(1, 'read', [], 7, 4, 5),
  ];
  expect(linearize(history, register())).toMatchObject({ verdict: 'illegal', order: [0, 1] });
});

test('wgl: an operation that has not returned may have taken effect or not', () => {
  const write = operation(0, 'write', [1], undefined, 0, 1);
  expect(linearize([write, operation(1, 'read', [], 1, 50, 51)], register()).verdict).toBe('ok');
  expect(linearize([write, operation(1, 'read', [], 0, 50, 51)], register()).verdict).toBe('ok');
  expect(linearize([write, operation(1, 'read', [], 2, 50, 51)], register()).verdict).toBe('illegal');
});

test('wgl: equal times overlap', () => {
  const history = (readAt: number) => [operation(0, 'write', [1], 0, 0, 5), operation(1, 'read', [], 0, readAt, 9)];
  expect(linearize(history(5), register()).verdict).toBe('ok');
  expect(linearize(history(6), register()).verdict).toBe('illegal');
});

test('wgl: a spent budget is "unknown", never a verdict', () => {
  const adds = Array.from({ length: 10 }, (_, thread) => operation(thread, 'add', [1 << thread], 0, 0, 1));
  const history = [...adds, operation(0, 'read', [], 5000, 2, 3)];
  expect(linearize(history, counter(), { budget: 100 })).toMatchObject({ verdict: 'unknown', steps: 100 });
  expect(linearize(history, counter()).verdict).toBe('illegal');
});

test('wgl: a long history with operations that never return fits on the stack and in memory', () => {
  const random = createRandom(SEED);
  const history: Operation[] = [operation(9, 'fetchAdd', [1], undefined, 0, 0)];
  for (let nth = 0; nth < 20_000; nth++) {
    const at = 2 * nth;
    history.push(operation(nth % 4, 'fetchAdd', [1], nth, at - random.below(3), at + random.below(3)));
  }
  expect(linearize(history, counter())).toMatchObject({ verdict: 'ok' });
});

test('wgl: a return before the call is refused with its numbers', () => {
  expect(() => linearize([operation(0, 'read', [], 0, 5, 4)], register())).toThrow('got a call at 5 and a return at 4');
});
