import { expect, test } from 'vitest';
import type { History } from '../../src/check/linearizable/history.ts';
import { endOf } from '../../src/check/linearizable/intervals.ts';
import type { Model } from '../../src/check/linearizable/model.ts';
import { casCell } from '../../src/check/linearizable/models/cas-cell.ts';
import { counter } from '../../src/check/linearizable/models/counter.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import { lock } from '../../src/check/linearizable/models/lock.ts';
import { register } from '../../src/check/linearizable/models/register.ts';
import { type Monitor, monitorOf } from '../../src/check/linearizable/monitor.ts';
import { linearize } from '../../src/check/linearizable/wgl.ts';
import type { Call } from '../../src/check/program.ts';
import { HISTORIES, type NextCall, randomHistories, SEED } from './linearizable-random-history.ts';

interface Event {
  readonly isReturn: boolean;
  readonly thread: number;
  readonly index: number;
  readonly result: number;
}

/** Calls and returns in the order of time, calls first at equal times; threads are numbered anew, so that none does two things at once. */
function eventsOf(history: History): { threads: Call[][]; events: Event[] } {
  const steps = history
    .flatMap((operation) => [
      { operation, isReturn: false, at: operation.calledAt },
      ...(operation.result === undefined ? [] : [{ operation, isReturn: true, at: endOf(operation) }]),
    ])
    .sort((a, b) => a.at - b.at || Number(a.isReturn) - Number(b.isReturn));
  const threads: Call[][] = [];
  const busy: (History[number] | null)[] = [];
  const events = steps.map(({ operation, isReturn }) => {
    let thread = busy.indexOf(isReturn ? operation : null);
    if (thread < 0) thread = busy.push(null) - 1;
    threads[thread] ??= [];
    busy[thread] = isReturn ? null : operation;
    if (!isReturn) threads[thread].push({ name: operation.name, args: operation.args });
    return { isReturn, thread, index: threads[thread].length - 1, result: operation.result ?? 0 };
  });
  return { threads, events };
}

/** The numbers that the monitor gives, up to the first -1. */
function run(monitor: Monitor, events: readonly Event[]): number[] {
  const states = [monitor.initial];
  for (const { isReturn, thread, index, result } of events) {
    const last = states[states.length - 1];
    if (last === -1) break;
    states.push(isReturn ? monitor.returned(last, thread, index, result) : monitor.called(last, thread, index));
  }
  return states;
}

const queueCalls: NextCall = (random, _thread, nth) =>
  random.below(2) === 0
    ? { name: random.below(2) === 0 ? 'tryPush' : 'pushMany', args: [nth, 2] }
    : { name: random.below(2) === 0 ? 'tryPop' : 'popMany', args: [2] };
const cellCalls: NextCall = (random) =>
  random.below(2) === 0
    ? { name: 'compareExchange', args: [random.below(3), random.below(3)] }
    : { name: random.below(2) === 0 ? 'read' : 'write', args: [random.below(3)] };
const lockCalls: NextCall = (random, thread) => ({
  name: ['lock', 'tryLock', 'unlock', 'unlock'][random.below(4)],
  args: [thread],
});
const twoCalls: NextCall = (random) => ({
  name: random.below(2) === 0 ? 'read' : 'write',
  args: [random.below(2), random.below(3)],
});
const twoRegisters: Model<number> = {
  ...register(),
  outcomes: (state, call) => register().outcomes(state, { ...call, args: call.args.slice(1) }),
  partition: ({ args }) => String(args[0]),
};

test.each<[string, Model, NextCall]>([
  ['a queue of three', fifo({ capacity: 3, refusals: 'exact' }) as Model, queueCalls],
  ['a queue that may refuse', fifo({ capacity: 3, refusals: 'when-overlapped' }) as Model, queueCalls],
  ['a compare-and-swap cell', casCell() as Model, cellCalls],
  ['a lock that may refuse', lock({ refusals: 'when-overlapped' }) as Model, lockCalls],
  ['two registers', twoRegisters as Model, twoCalls],
])(
  'monitor: %s: it rejects exactly the histories that the checker of whole histories rejects',
  (_, model, nextCall) => {
    let rejected = 0;
    const count = HISTORIES / 5;
    for (const { history } of randomHistories(count, SEED, model, nextCall, { operations: 8 })) {
      const { threads, events } = eventsOf(history);
      const states = run(monitorOf(model, threads), events);
      const isRejected = states.includes(-1);
      if (isRejected) rejected++;
      if (isRejected !== (linearize(history, model).verdict === 'illegal')) {
        expect.fail(`wrongly ${isRejected ? 'rejected' : 'accepted'}; seed ${SEED}: ${JSON.stringify(history)}`);
      }
    }
    expect(Math.min(rejected, count - rejected)).toBeGreaterThan(count / 20);
  },
);

test('monitor: both agree on longer histories, with threads that have stopped', () => {
  const model = casCell() as Model;
  const shape = { threads: 3, operations: 100, crash: 0.01, keepThreads: true };
  let rejected = 0;
  let looked = 0;
  const count = HISTORIES / 20;
  for (const { history } of randomHistories(count, SEED + 1, model, cellCalls, shape)) {
    const { threads, events } = eventsOf(history);
    // What many operations at once may have done is beyond both.
    if (threads.length > 5) continue;
    looked++;
    const isRejected = run(monitorOf(model, threads), events).includes(-1);
    if (isRejected) rejected++;
    if (isRejected !== (linearize(history, model).verdict === 'illegal')) {
      expect.fail(`wrongly ${isRejected ? 'rejected' : 'accepted'}; seed ${SEED + 1}: ${JSON.stringify(history)}`);
    }
  }
  expect(Math.min(rejected, looked - rejected)).toBeGreaterThan(count / 20);
});

test('monitor: it rejects at the first return that nothing explains', () => {
  const monitor = monitorOf(register() as Model, [[{ name: 'write', args: [1] }], [{ name: 'read', args: [] }]]);
  const called = monitor.called(monitor.called(monitor.initial, 0, 0), 1, 0);
  expect(monitor.returned(called, 1, 0, 7)).toBe(-1);
  expect(monitor.returned(called, 1, 0, 0)).not.toBe(-1);
  const seen = monitor.returned(called, 1, 0, 1);
  expect(monitor.returned(seen, 0, 0, 0)).not.toBe(-1);
});

test('monitor: pasts that leave the same possibilities have the same number', () => {
  const add = { name: 'add', args: [1] };
  const monitor = monitorOf(counter() as Model, [[add], [add], [{ name: 'read', args: [] }]]);
  const one = (state: number, thread: number) => monitor.returned(monitor.called(state, thread, 0), thread, 0, 0);
  const alone = one(one(monitor.initial, 0), 1);
  expect(one(one(monitor.initial, 1), 0)).toBe(alone);
  let together = monitor.called(monitor.called(monitor.initial, 0, 0), 1, 0);
  together = monitor.returned(monitor.returned(together, 1, 0, 5), 0, 0, 9);
  expect(together).toBe(alone);
  expect(one(monitor.initial, 0)).not.toBe(alone);
});

test('monitor: the order in which possibilities were found does not matter', () => {
  const monitor = monitorOf(register() as Model, [[{ name: 'write', args: [1] }], [{ name: 'write', args: [2] }]]);
  const both = monitor.called(monitor.called(monitor.initial, 0, 0), 1, 0);
  const ends = [0, 1].map((first) => monitor.returned(monitor.returned(both, first, 0, 0), 1 - first, 0, 0));
  expect(ends[0]).not.toBe(-1);
  expect(ends[0]).toBe(ends[1]);
});

test('monitor: where a model never asks for overlap, histories that differ in it only are one', () => {
  const threads = [['lock', 'tryLock'].map((name) => ({ name, args: [0] })), [{ name: 'lock', args: [1] }]];
  // Thread 1 waits for the lock; what differs is whether thread 0 tried for it before or meanwhile.
  const numbers = (refusals: 'exact' | 'when-overlapped') => {
    const monitor = monitorOf(lock({ refusals }) as Model, threads);
    const held = monitor.returned(monitor.called(monitor.initial, 0, 0), 0, 0, 0);
    const before = monitor.called(monitor.returned(monitor.called(held, 0, 1), 0, 1, 0), 1, 0);
    const meanwhile = monitor.returned(monitor.called(monitor.called(held, 1, 0), 0, 1), 0, 1, 0);
    return [before, meanwhile];
  };
  const [before, meanwhile] = numbers('exact');
  expect(before).not.toBe(-1);
  expect(meanwhile).toBe(before);
  expect(new Set(numbers('when-overlapped')).size).toBe(2);
});

test('monitor: it does not forget that an operation was overlapped, unless the model never asks', () => {
  const threads = [[{ name: 'tryPop', args: [] }], [{ name: 'tryPush', args: [1] }], [{ name: 'tryPop', args: [] }]];
  const emptyAfterPush = (monitor: Monitor, popsDuring: boolean) => {
    let state = monitor.initial;
    if (popsDuring) state = monitor.called(state, 0, 0);
    state = monitor.returned(monitor.called(state, 1, 0), 1, 0, 1);
    if (!popsDuring) state = monitor.called(state, 0, 0);
    return monitor.returned(state, 0, 0, -1);
  };
  const relaxed = monitorOf(fifo({ capacity: 2, refusals: 'when-overlapped' }) as Model, threads);
  expect(emptyAfterPush(relaxed, true)).not.toBe(-1);
  expect(emptyAfterPush(relaxed, false)).toBe(-1);
  expect(emptyAfterPush(monitorOf(fifo({ capacity: 2, refusals: 'any-time' }) as Model, threads), false)).not.toBe(-1);
});

test('monitor: a thread that never returns may have taken effect at any time, or not', () => {
  const threads = [[{ name: 'write', args: [1] }], [0, 1, 2].map(() => ({ name: 'read', args: [] }))];
  const monitor = monitorOf(register() as Model, threads);
  const reads = (...results: number[]) =>
    results.reduce(
      (state, result, nth) => (state === -1 ? -1 : monitor.returned(monitor.called(state, 1, nth), 1, nth, result)),
      monitor.called(monitor.initial, 0, 0),
    );
  expect(reads(0, 0, 1)).not.toBe(-1);
  expect(reads(0, 0, 0)).not.toBe(-1);
  expect(reads(0, 1, 0)).toBe(-1);
});

test('monitor: numbers are the same in every run', () => {
  const model = casCell() as Model;
  for (const { history } of randomHistories(200, SEED, model, cellCalls)) {
    const { threads, events } = eventsOf(history);
    const monitor = monitorOf(model, threads);
    const first = run(monitor, events);
    expect(run(monitor, events), `seed ${SEED}`).toEqual(first);
    expect(run(monitorOf(model, threads), events), `seed ${SEED}`).toEqual(first);
  }
});
