/** The judge of deques' histories, against the check that tries every order. */
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/check/linearizable/history.ts';
import { deque } from '../../../src/check/linearizable/models/deque.ts';
import { linearize } from '../../../src/check/linearizable/wgl.ts';
import { judgeDequeHistory } from '../../../src/check/stress/judge-deque-history.ts';
import { createRandom, type Random } from '../../../src/stats/random.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CAPACITY = 2;
const HISTORIES = 1_000;

type Pending = Omit<Operation, 'result' | 'returnedAt'> & { result?: number };
type Ended = Operation & { readonly result: number };

/** An owner and two thieves make 14 calls, each with an effect somewhere between its call and its return. */
function randomHistory(random: Random): Ended[] {
  const inside: number[] = [];
  const history: Ended[] = [];
  const pending: (Pending | null)[] = [null, null, null];
  let begun = 0;
  let pushed = 0;
  for (let now = 0; history.length < 14; now++) {
    const thread = random.below(3);
    const operation = pending[thread];
    if (operation === null) {
      if (begun === 14) continue;
      begun++;
      const name = thread > 0 ? 'steal' : random.below(5) < 3 ? 'pushBottom' : 'popBottom';
      pending[thread] = { thread, name, args: name === 'pushBottom' ? [++pushed] : [], calledAt: now };
    } else if (operation.result === undefined) {
      operation.result = effect(operation, inside);
    } else {
      history.push({ ...operation, result: operation.result, returnedAt: now });
      pending[thread] = null;
    }
  }
  // As logs are read: by thread, each in its order.
  return history.sort((a, b) => a.thread - b.thread || a.calledAt - b.calledAt);
}

function effect({ name, args }: Pending, inside: number[]): number {
  if (name === 'popBottom') return inside.pop() ?? -1;
  if (name === 'steal') return inside.shift() ?? -1;
  return inside.length < CAPACITY ? Number(inside.push(args[0]) > 0) : 0;
}

/** Something else was returned by one call, or by two calls what the other one got. */
function corrupted(history: readonly Ended[], random: Random): Ended[] {
  const [one, other] = [random.below(history.length), random.below(history.length)];
  const { name, result } = history[one];
  if (name === 'pushBottom') return history.with(one, { ...history[one], result: 1 - result });
  if (history[other].name === 'pushBottom') return history.with(one, { ...history[one], result: -1 });
  return history
    .with(one, { ...history[one], result: history[other].result })
    .with(other, { ...history[other], result });
}

test(`a history that came about is never a complaint, and a complaint is always right, seed ${SEED}`, () => {
  const random = createRandom(SEED);
  const model = deque({ capacity: CAPACITY, refusals: 'exact' });
  let wrong = 0;
  let found = 0;
  for (let nth = 0; nth < HISTORIES; nth++) {
    const history = randomHistory(random);
    expect(judgeDequeHistory(history, CAPACITY), `history ${nth}`).toMatchObject({ verdict: 'ok' });
    const changed = corrupted(history, random);
    const isWrong = linearize(changed, model).verdict === 'illegal';
    const complains = judgeDequeHistory(changed, CAPACITY).verdict === 'illegal';
    if (complains) expect(isWrong, `history ${nth}: ${JSON.stringify(changed)}`).toBe(true);
    if (isWrong) wrong++;
    if (complains) found++;
  }
  expect(wrong).toBeGreaterThan(HISTORIES / 10);
  expect(found / wrong, 'share of the wrong histories that are found').toBeGreaterThan(0.9);
});

const call = (thread: number, name: string, calledAt: number, result: number, ...args: number[]): Operation => ({
  ...{ thread, name, args, result, calledAt },
  returnedAt: calledAt + 1,
});
const pushes = [call(0, 'pushBottom', 0, 1, 1), call(0, 'pushBottom', 2, 1, 2)];

test.for<[what: string, history: Operation[], reason: RegExp]>([
  ['the owner takes the oldest', [...pushes, call(0, 'popBottom', 4, 1)], /although 2 was put in later/],
  [
    'a thief takes the youngest',
    [...pushes, call(1, 'steal', 4, 2), call(1, 'steal', 6, 1)],
    /although 1 lay above it/,
  ],
  ['an item comes out twice', [...pushes, call(0, 'popBottom', 4, 2), call(1, 'steal', 6, 2)], /2 was popped twice/],
  ['a thief finds nothing', [...pushes, call(1, 'steal', 4, -1)], /although something was inside all the time/],
  ['there is room', [pushes[0], call(0, 'pushBottom', 2, 0, 2)], /although there was room/],
])('%s: a complaint says so', ([, history, reason]) => {
  const { verdict, reason: found } = judgeDequeHistory(history, CAPACITY);
  expect(verdict).toBe('illegal');
  expect(found).toMatch(reason);
});
