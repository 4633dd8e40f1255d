import { expect, test } from 'vitest';
import { checkBarrier } from '../../src/check/linearizable/fast/barrier.ts';
import { checkFetchAdd } from '../../src/check/linearizable/fast/fetch-add.ts';
import { checkFifo } from '../../src/check/linearizable/fast/fifo.ts';
import { checkLock } from '../../src/check/linearizable/fast/lock.ts';
import { checkRegister } from '../../src/check/linearizable/fast/register.ts';
import { checkSemaphore } from '../../src/check/linearizable/fast/semaphore.ts';
import { checkSpscFifo } from '../../src/check/linearizable/fast/spsc-fifo.ts';
import { checkStack } from '../../src/check/linearizable/fast/stack.ts';
import type { Finding } from '../../src/check/linearizable/finding.ts';
import type { History, Operation } from '../../src/check/linearizable/history.ts';
import { endOf } from '../../src/check/linearizable/intervals.ts';
import type { Model } from '../../src/check/linearizable/model.ts';
import { barrier } from '../../src/check/linearizable/models/barrier.ts';
import { counter } from '../../src/check/linearizable/models/counter.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import { lock } from '../../src/check/linearizable/models/lock.ts';
import { register } from '../../src/check/linearizable/models/register.ts';
import { semaphore } from '../../src/check/linearizable/models/semaphore.ts';
import { stack } from '../../src/check/linearizable/models/stack.ts';
import { linearize } from '../../src/check/linearizable/wgl.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import {
  HISTORIES,
  linearizableHistory,
  type NextCall,
  randomHistories,
  SEED,
  scrambled,
} from './linearizable-random-history.ts';

interface Case {
  readonly title: string;
  readonly model: Model;
  readonly nextCall: NextCall;
  readonly check: (history: History) => Finding;
  /** Where the check's header allows `unknown`. */
  readonly mayNotKnow: (history: History) => boolean;
  readonly shape?: Parameters<typeof randomHistories>[4];
  /** What the model is shown instead. */
  readonly expanded?: (history: History) => History;
}

const either = (random: Random, ...names: string[]): string => names[random.below(names.length)];
const some = (name: string, result?: number) => (history: History) =>
  history.some((operation) => operation.name === name && operation.result === result);
const never = () => false;
const anyOf =
  (...tests: ((history: History) => boolean)[]) =>
  (history: History) =>
    tests.some((one) => one(history));

const pushAndPop: NextCall = (random, _thread, nth) => {
  const name = either(random, 'tryPush', 'tryPop');
  return { name, args: name === 'tryPush' ? [nth] : [] };
};
/** One producer and one consumer. */
const pushOrPop: NextCall = (_random, thread, nth) =>
  thread === 0 ? { name: 'tryPush', args: [nth % 3] } : { name: 'tryPop', args: [] };

/** Do two operations of one caller touch or overlap? */
const callersTouch = (history: History): boolean =>
  history.some((a, at) =>
    history.some(
      (b, other) => at < other && a.args[0] === b.args[0] && endOf(a) >= b.calledAt && endOf(b) >= a.calledAt,
    ),
  );
const callersOverlap = (history: History): boolean =>
  history.some((a, at) =>
    history.some((b, other) => at < other && a.args[0] === b.args[0] && endOf(a) > b.calledAt && endOf(b) > a.calledAt),
  );
const sidesTouch = (history: History): boolean =>
  history.some((a, at) =>
    history.some((b, other) => at < other && a.name === b.name && endOf(a) >= b.calledAt && endOf(b) >= a.calledAt),
  );
const differentOpenAmounts = (history: History): boolean =>
  new Set(history.flatMap(({ name, args, result }) => (name === 'fetchAdd' && result === undefined ? args : []))).size >
  1;

/** `arriveAndWait` is an arrival and a departure somewhere in its interval. */
const twoMoments = (history: History): History =>
  history.flatMap(({ result, ...operation }): Operation[] => [
    { ...operation, name: 'arrive', ...(result === undefined ? {} : { result }) },
    { ...operation, name: 'leave', ...(result === undefined ? {} : { result }) },
  ]);

const exact = { capacity: Number.POSITIVE_INFINITY, refusals: 'exact' } as const;
const excused = { capacity: Number.POSITIVE_INFINITY, refusals: 'when-overlapped' } as const;
const anyRoom = { ...excused, pushRefusals: 'any-time' } as const;
const small = { capacity: 2, refusals: 'exact' } as const;
const smallExcused = { capacity: 2, refusals: 'when-overlapped' } as const;

const CASES: readonly Case[] = [
  ...[exact, excused, anyRoom].map((options) => ({
    title: `a queue, refusals ${Object.values(options).slice(1).join(', of pushes ')}`,
    model: fifo(options) as Model,
    nextCall: pushAndPop,
    check: (history: History) => checkFifo(history, options),
    mayNotKnow: some('tryPop'),
  })),
  ...[small, smallExcused].map((options) => ({
    title: `a queue of two, refusals ${options.refusals}`,
    model: fifo(options) as Model,
    nextCall: pushAndPop,
    check: (history: History) => checkFifo(history, options),
    mayNotKnow: anyOf(some('tryPop'), (history) => history.filter(({ name }) => name === 'tryPush').length > 2),
  })),
  ...[exact, small, smallExcused].map((options) => ({
    title: `a queue with one producer and one consumer, room for ${options.capacity}, refusals ${options.refusals}`,
    model: fifo(options) as Model,
    nextCall: pushOrPop,
    check: (history: History) => checkSpscFifo(history, options),
    mayNotKnow: sidesTouch,
    shape: { threads: 2, operations: 12, crash: 0.03, keepThreads: true },
  })),
  ...[exact, excused].map((options) => ({
    title: `a stack, refusals ${options.refusals}`,
    model: stack(options) as Model,
    nextCall: pushAndPop,
    check: (history: History) => checkStack(history, options),
    mayNotKnow: some('tryPop'),
  })),
  {
    title: 'a counter',
    model: counter() as Model,
    nextCall: (random) => ({ name: either(random, 'fetchAdd', 'fetchAdd', 'read'), args: [1] }),
    check: (history) => checkFetchAdd(history),
    mayNotKnow: never,
    shape: { crash: 0.1 },
  },
  {
    title: 'a counter of different amounts',
    model: counter(-3) as Model,
    nextCall: (random) => ({ name: either(random, 'fetchAdd', 'fetchAdd', 'read'), args: [1 + random.below(3)] }),
    check: (history) => checkFetchAdd(history, { initial: -3 }),
    mayNotKnow: differentOpenAmounts,
    shape: { crash: 0.1 },
  },
  {
    title: 'a register',
    model: register() as Model,
    nextCall: (random, _thread, nth) => ({ name: either(random, 'read', 'write'), args: [nth + 1] }),
    check: (history) => checkRegister(history),
    mayNotKnow: never,
    shape: { crash: 0.1 },
  },
  ...(['exact', 'when-overlapped', 'any-time'] as const).map((refusals) => ({
    title: `a lock, refusals ${refusals}`,
    model: lock({ refusals }) as Model,
    nextCall: ((random, thread, nth) => ({
      name:
        nth % 2 === 0 ? either(random, 'lock', 'tryLock', 'lockFor') : either(random, 'tryLock', 'unlock', 'unlock'),
      args: [thread],
    })) as NextCall,
    check: (history: History) => checkLock(history, { refusals }),
    mayNotKnow: anyOf(callersTouch, some('tryLock', 0)),
    shape: { threads: 3, operations: 10, crash: 0.03, keepThreads: true },
  })),
  ...(['exact', 'when-overlapped'] as const).map((refusals) => ({
    title: `a semaphore, refusals ${refusals}`,
    model: semaphore({ permits: 2, refusals }) as Model,
    nextCall: ((random) => ({
      name: either(random, 'acquire', 'acquire', 'tryAcquire', 'release'),
      args: [],
    })) as NextCall,
    check: (history: History) => checkSemaphore(history, { permits: 2, refusals }),
    mayNotKnow: some('tryAcquire', 0),
  })),
];

/** Cross-check one: wherever the fast check says something, the checker that tries all orders says the same. */
function compare({ check, model, mayNotKnow, expanded }: Case, histories: Iterable<History>): Record<string, number> {
  const met: Record<string, number> = { ok: 0, illegal: 0, 'unknown, ok': 0, 'unknown, illegal': 0 };
  for (const history of histories) {
    const { verdict, reason, culprits } = check(history);
    const truth = linearize(expanded ? expanded(history) : history, model).verdict;
    met[verdict === 'unknown' ? `unknown, ${truth}` : verdict]++;
    const about = `${reason}; seed ${SEED}: ${JSON.stringify(history)}`;
    if (verdict === 'unknown' ? !mayNotKnow(history) : verdict !== truth)
      expect.fail(`${verdict}, but ${truth}; ${about}`);
    if (verdict !== 'ok' && reason === '') expect.fail(`no reason; ${about}`);
    if (verdict === 'illegal' && !culprits.every((index) => history[index] !== undefined))
      expect.fail(`culprits ${culprits}; ${about}`);
  }
  return met;
}

function* histories({ model, nextCall, shape }: Case): Generator<History> {
  for (const { history } of randomHistories(HISTORIES, SEED, model, nextCall, shape)) yield history;
}

const MOST_MS = 600_000;

test.each(CASES)(
  '$title: the fast check never contradicts the checker that tries all orders',
  { timeout: MOST_MS },
  (one) => {
    const met = compare(one, histories(one));
    expect(met.ok).toBeGreaterThan(HISTORIES / 20);
    expect(met.illegal).toBeGreaterThan(HISTORIES / 50);
  },
);

test('a barrier: the fast check never contradicts the checker that tries all orders', { timeout: MOST_MS }, () => {
  const threads = 3;
  const random = createRandom(SEED);
  function* passes(): Generator<History> {
    for (let nth = 0; nth < HISTORIES; nth++) {
      const rounds = 1 + random.below(2);
      const history: Operation[] = [];
      let time = 0;
      for (let round = 0; round < rounds; round++) {
        const calledAt = Array.from({ length: threads }, () => time + random.below(4));
        time = Math.max(...calledAt);
        for (let thread = 0; thread < threads; thread++) {
          const returnedAt = time + random.below(3);
          const isDead = random.below(20) === 0;
          const times = { calledAt: calledAt[thread], returnedAt: isDead ? Number.POSITIVE_INFINITY : returnedAt };
          history.push({ thread, name: 'arriveAndWait', args: [thread], ...(isDead ? {} : { result: 0 }), ...times });
        }
        time += 2 + random.below(2);
      }
      if (random.below(4) === 0) history.splice(random.below(history.length), 1);
      yield random.below(2) === 0 ? history : scrambled(random, history, true);
    }
  }
  const one: Case = {
    title: 'a barrier',
    model: barrier(threads) as Model,
    nextCall: pushAndPop,
    check: (history) => checkBarrier(history, threads),
    mayNotKnow: callersOverlap,
    expanded: twoMoments,
  };
  const met = compare(one, passes());
  expect(met.ok).toBeGreaterThan(HISTORIES / 20);
  expect(met.illegal).toBeGreaterThan(HISTORIES / 50);
});

/** One thread does all, one operation after another. */
function inTurn(...steps: [name: string, args: number[], result: number][]): History {
  return steps.map(([name, args, result], nth) => ({
    thread: 0,
    name,
    args,
    result,
    calledAt: 2 * nth,
    returnedAt: 2 * nth + 1,
  }));
}

test.each<[string, Finding, string]>([
  [
    'order',
    checkFifo(inTurn(['tryPush', [1], 1], ['tryPush', [2], 1], ['tryPop', [], 2]), exact),
    '2 was popped and 1 was not',
  ],
  [
    'room',
    checkFifo(inTurn(['tryPush', [1], 1], ['tryPush', [2], 1], ['tryPush', [3], 1]), small),
    'more than 2 values',
  ],
  ['origin', checkFifo(inTurn(['tryPop', [], 9]), exact), 'nobody pushed 9'],
  ['empty', checkStack(inTurn(['tryPush', [1], 1], ['tryPop', [], -1]), exact), 'something was inside all the time'],
  [
    'stack',
    checkStack(inTurn(['tryPush', [1], 1], ['tryPush', [2], 1], ['tryPop', [], 1], ['tryPop', [], 2]), exact),
    '1, 2',
  ],
  ['spsc', checkSpscFifo(inTurn(['tryPush', [4], 1], ['tryPop', [], 5]), exact), 'after 1 pushes and 0 pops'],
  ['count', checkFetchAdd(inTurn(['fetchAdd', [1], 0], ['fetchAdd', [1], 0])), 'another addition found that count'],
  ['register', checkRegister(inTurn(['write', [1], 0], ['read', [], 0])), 'neither of the values'],
  ['lock', checkLock(inTurn(['lock', [0], 0], ['lock', [1], 0]), exact), 'while 0 was inside'],
  [
    'semaphore',
    checkSemaphore(inTurn(['acquire', [], 0], ['acquire', [], 0]), { permits: 1, refusals: 'exact' }),
    'all 1 permits',
  ],
  [
    'barrier',
    checkBarrier(inTurn(['arriveAndWait', [0], 0], ['arriveAndWait', [1], 0]), 2),
    'returned from round 0 before',
  ],
])('an illegal history has a reason: %s', (_, { verdict, reason, culprits }, text) => {
  expect(verdict).toBe('illegal');
  expect(reason).toContain(text);
  expect(culprits.length).toBeGreaterThan(0);
});

test.each<[string, Finding]>([
  ['a value pushed twice', checkFifo(inTurn(['tryPush', [1], 1], ['tryPush', [1], 1]), exact)],
  ['-1 as a value', checkStack(inTurn(['tryPush', [-1], 1]), exact)],
  ['batches', checkFifo(inTurn(['popMany', [2], 0]), exact)],
  ['a value written twice', checkRegister(inTurn(['write', [1], 0], ['write', [1], 0]))],
  ['the first value written', checkRegister(inTurn(['write', [0], 0]))],
  ['plain additions', checkFetchAdd(inTurn(['add', [1], 0]))],
  ['negative amounts', checkFetchAdd(inTurn(['fetchAdd', [-1], 0]))],
  ['a count that comes round', checkFetchAdd(inTurn(['fetchAdd', [2 ** 31], 0], ['fetchAdd', [2 ** 31], -(2 ** 31)]))],
  ['a spent budget', checkStack(inTurn(['tryPush', [1], 1], ['tryPop', [], 1]), exact, { budget: 0 })],
])('what a fast check cannot tell it does not guess: %s', (_, { verdict, reason }) => {
  expect(verdict).toBe('unknown');
  expect(reason).not.toBe('');
});

test('long histories of queues and counters are checked to the end', () => {
  const random = createRandom(SEED);
  const history = linearizableHistory(random, fifo(exact), pushAndPop, { threads: 8, operations: 20_000, crash: 0 });
  expect(history.length, `seed ${SEED}`).toBe(20_000);
  expect(checkFifo(history, exact), `seed ${SEED}`).toMatchObject({ verdict: 'ok' });
  const last = history.findLastIndex(({ name, result }) => name === 'tryPop' && result !== -1);
  const stolen = history.with(last, { ...history[last], result: 1e6 });
  expect(checkFifo(stolen, exact)).toMatchObject({ verdict: 'illegal', culprits: [last] });
});

test('a pop that has not returned is no excuse for what it cannot have caused', () => {
  const open: Operation = { thread: 9, name: 'tryPop', args: [], calledAt: 0, returnedAt: Number.POSITIVE_INFINITY };
  const early = inTurn(['tryPush', [1], 1], ['tryPush', [2], 1], ['tryPop', [], 2], ['tryPop', [], 1]);
  expect(checkFifo([open, ...early], exact).verdict).toBe('illegal');
  expect(checkFifo([open, ...early.slice(0, 3)], exact).verdict).toBe('unknown');
  expect(checkFifo([{ ...open, calledAt: 6 }, ...early.slice(0, 3)], exact).verdict).toBe('illegal');
});

test('sections that begin and end at one time may come in any order', () => {
  const call = (name: string, self: number, calledAt: number, returnedAt: number): Operation => ({
    thread: self,
    name,
    args: [self],
    result: 1,
    calledAt,
    returnedAt,
  });
  const zero = [call('lock', 0, 0, 5), call('unlock', 0, 5, 6)];
  const longer = [call('lock', 1, 0, 5), call('unlock', 1, 8, 9)];
  expect(checkLock([...longer, ...zero], exact).verdict).toBe('ok');
  expect(checkLock([...zero, ...longer], exact).verdict).toBe('ok');
});
