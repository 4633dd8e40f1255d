import { expect, test } from 'vitest';
import type { Exploration } from '../../src/check/explore/exploration.ts';
import { type ExploreOptions, explore } from '../../src/check/explore/explore.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import type { Program } from '../../src/check/program.ts';
import { smallProgram } from './small-program.ts';

function run(
  functions: string,
  threads: readonly (readonly string[])[],
  options: Partial<ExploreOptions> = {},
  rest: Partial<Program> = {},
): Exploration {
  const { program, sources } = smallProgram(functions, threads, rest);
  return explore(program, { strategy: 'exhaustive', sources, ...options });
}

const HAND_OVER = `
export function send(words: Words): void { words[1] = 7; Atomics.store(words, 0, 1); }
export function receive(words: Words): i32 { return Atomics.load(words, 0) === 1 ? words[1] : -1; }
`;

test('all results that threads can end with are found', () => {
  const increments = `
export function once(words: Words): i32 { const seen = Atomics.load(words, 2); Atomics.store(words, 2, (seen + 1) | 0); return seen; }
`;
  const { verdict, outcomes } = run(increments, [['once'], ['once']], { outcomes: true });
  expect(verdict).toBe('exhaustive');
  expect([...(outcomes?.keys() ?? [])].sort()).toEqual(['0,0', '0,1', '1,0']);
});

test('data that an atomic store publishes is no race', () => {
  expect(run(HAND_OVER, [['send'], ['receive']])).toMatchObject({ verdict: 'exhaustive' });
});

test('a plain access that nothing orders is a race, and the two accesses are named', () => {
  const plain = HAND_OVER.replace('Atomics.store(words, 0, 1)', 'words[0] = 1');
  const { failure } = run(plain, [['send'], ['receive']]);
  expect(failure).toMatchObject({ kind: 'race' });
  expect(failure?.sentence).toContain('FLAG');
  expect(failure?.culprits).toHaveLength(2);
  expect(failure?.culprits.map((at) => failure.steps[at].word)).toEqual(['FLAG', 'FLAG']);
  expect(run(plain, [['send'], ['receive']], { races: false })).toMatchObject({ verdict: 'exhaustive' });
});

test('a race is found on the first execution, whatever order it takes', () => {
  const late = HAND_OVER.replace(
    'words[1] = 7; Atomics.store(words, 0, 1);',
    'Atomics.store(words, 0, 1); words[1] = 7;',
  );
  const { failure, executions } = run(late, [['send'], ['receive']], {
    strategy: { random: true, executions: 100, seed: 3 },
  });
  expect(failure?.kind).toBe('race');
  expect(executions).toBeLessThan(20);
});

test('a thread that nobody wakes is a deadlock', () => {
  const { failure } = run('export function sleep(words: Words): void { park(words, 0, 0); }', [['sleep']]);
  expect(failure).toMatchObject({ kind: 'deadlock', ends: ['sleeps on FLAG, which is 0'] });
});

test('a thread that sleeps on although its word has changed is a lost wake-up', () => {
  const forgetful = `
export function sleep(words: Words): void { park(words, 0, 0); }
export function change(words: Words): void { Atomics.store(words, 0, 1); }
`;
  expect(run(forgetful, [['sleep'], ['change']]).failure?.kind).toBe('lost-wake-up');
  const careful = forgetful.replace('words, 0, 1);', 'words, 0, 1); wake(words, 0, 1);');
  expect(run(careful, [['sleep'], ['change']])).toMatchObject({ verdict: 'exhaustive' });
});

test('the waiter that came first is woken first, and goes on when it is chosen', () => {
  const two = `
export function first(words: Words): i32 { Atomics.store(words, 1, 1); park(words, 0, 0); return Atomics.add(words, 2, 1); }
export function second(words: Words): i32 { while (Atomics.load(words, 1) === 0) pause(); park(words, 0, 0); return Atomics.add(words, 2, 1); }
export function waker(words: Words): void { while (wake(words, 0, 1) === 0) pause(); while (wake(words, 0, 1) === 0) pause(); }
`;
  const { verdict, outcomes } = run(two, [['first'], ['second'], ['waker']], { outcomes: true });
  expect(verdict).toBe('exhaustive');
  expect([...(outcomes?.keys() ?? [])].sort()).toEqual(['0,1,0', '1,0,0']);
});

test('a timeout may come at any time, and ends a wait that nobody else would', () => {
  const { verdict, outcomes } = run(
    `export function sleep(words: Words): i32 { return parkFor(words, 0, 0, 5); }
export function notify(words: Words): void { wake(words, 0, 1); }`,
    [['sleep'], ['notify']],
    { outcomes: true },
  );
  expect(verdict).toBe('exhaustive');
  expect([...(outcomes?.keys() ?? [])].sort()).toEqual(['0,0', '2,0']);
});

test('a waiter that is woken for no reason must look again', () => {
  const once = `
export function sleep(words: Words): i32 { park(words, 0, 0); return Atomics.load(words, 0); }
export function change(words: Words): void { Atomics.store(words, 0, 1); wake(words, 0, 1); }
`;
  const asleep = { finally: (): null => null };
  const results = (spurious: boolean): string[] => [
    ...(run(once, [['sleep'], ['change']], { outcomes: true, spurious }, asleep).outcomes?.keys() ?? []),
  ];
  expect(results(false)).toEqual(['1,0']);
  expect(results(true).sort()).toEqual(['0,0', '1,0']);
});

test('threads that can never end are a livelock, although each could go on', () => {
  const polite = `
export function one(words: Words): void { while (Atomics.load(words, 0) === 0) pause(); }
`;
  const { failure } = run(polite, [['one'], ['one']]);
  expect(failure).toMatchObject({ kind: 'livelock' });
  expect(failure?.steps.length).toBeLessThan(4);
});

test('a loop that one schedule never leaves is no livelock, but not lock-free either', () => {
  const wait = `
export function set(words: Words): void { Atomics.store(words, 0, 1); }
export function await1(words: Words): void { while (Atomics.load(words, 0) === 0) pause(); }
`;
  expect(run(wait, [['set'], ['await1']])).toMatchObject({ verdict: 'exhaustive' });
  expect(run(wait, [['set'], ['await1']], { lockFree: true }).failure?.kind).toBe('not-lock-free');
});

test('a loop that changes a word in every round is given up', () => {
  const endless = `
export function count(words: Words): void { while (Atomics.add(words, 2, 1) >= 0) pause(); }
export function look(words: Words): void { Atomics.load(words, 2); }
`;
  expect(run(endless, [['count'], ['look']]).failure?.kind).toBe('too-many-steps');
});

test('a thread may crash before each of its steps', () => {
  const lock = `
export function section(words: Words): void { while (Atomics.compareExchange(words, 0, 0, 1) !== 0) pause(); Atomics.store(words, 0, 0); }
`;
  expect(run(lock, [['section'], ['section']])).toMatchObject({ verdict: 'exhaustive' });
  const { failure } = run(lock, [['section'], ['section']], { crashes: 1 });
  expect(failure?.kind).toBe('livelock');
  expect(failure?.steps.some(({ event }) => event === 'crashes')).toBe(true);
});

test('a thread that starts after another one sees all that it did', () => {
  const heir = `
export function leave(words: Words): void { words[1] = 5; }
export function inherit(words: Words): i32 { return words[1]; }
`;
  const after = run(heir, [['leave'], ['inherit']], { outcomes: true }, { startsAfter: { 1: 0 } });
  expect(after).toMatchObject({ verdict: 'exhaustive' });
  expect([...(after.outcomes?.keys() ?? [])]).toEqual(['0,5']);
  expect(run(heir, [['leave'], ['inherit']]).failure?.kind).toBe('race');
});

test('what must hold after every step, and at the end, is looked at', () => {
  const twice = 'export function add(words: Words): void { Atomics.add(words, 2, 1); Atomics.sub(words, 2, 1); }';
  const most = (limit: number) => ({
    invariant: (read: (region: string, at: number) => number) => (read('words', 2) > limit ? 'too many' : null),
  });
  expect(run(twice, [['add'], ['add']], {}, most(2))).toMatchObject({ verdict: 'exhaustive' });
  expect(run(twice, [['add'], ['add']], {}, most(1)).failure).toMatchObject({
    kind: 'invariant',
    sentence: 'too many',
  });
  const end = {
    finally: (read: (region: string, at: number) => number) => (read('words', 2) === 0 ? 'nothing' : null),
  };
  expect(run(twice, [['add'], ['add']], {}, end).failure).toMatchObject({
    kind: 'wrong-at-the-end',
    sentence: 'nothing',
  });
});

test('a word outside the region is found, where JavaScript would drop the write', () => {
  const { failure } = run('export function out(words: Words): void { words[8] = 1; }', [['out']]);
  expect(failure?.kind).toBe('out-of-range');
});

const LOST_UPDATE = `
export function add(words: Words): void { const seen = Atomics.load(words, 2); Atomics.store(words, 2, (seen + 1) | 0); }
`;
const NOTHING_LOST = {
  finally: (read: (region: string, at: number) => number) => (read('words', 2) === 4 ? null : 'lost'),
};

test('a failure is shrunk to the fewest preemptions', () => {
  const { failure } = run(
    LOST_UPDATE,
    [
      ['add', 'add'],
      ['add', 'add'],
    ],
    { strategy: { random: true, executions: 100, seed: 1 } },
    NOTHING_LOST,
  );
  expect(failure).toMatchObject({ kind: 'wrong-at-the-end', preemptions: 1 });
});

test('a schedule that a failure prints leads to the failure again', () => {
  const threads = [
    ['add', 'add'],
    ['add', 'add'],
  ];
  const { failure } = run(LOST_UPDATE, threads, {}, NOTHING_LOST);
  const again = run(LOST_UPDATE, threads, { strategy: { replay: failure?.schedule ?? '' } }, NOTHING_LOST);
  expect(again.failure?.steps).toEqual(failure?.steps);
  expect(() =>
    run(`${LOST_UPDATE} `, threads, { strategy: { replay: failure?.schedule ?? '' } }, NOTHING_LOST),
  ).toThrow('the sources have changed');
  expect(() => run(LOST_UPDATE, threads, { strategy: { replay: 'abc' } })).toThrow('Expected a schedule');
});

test('a bound keeps out what needs more preemptions, and says so', () => {
  const threads = [
    ['add', 'add'],
    ['add', 'add'],
  ];
  expect(run(LOST_UPDATE, threads, { strategy: { bound: 0 } }, NOTHING_LOST)).toMatchObject({
    verdict: 'exhaustive-to-bound',
    bound: 0,
  });
  expect(run(LOST_UPDATE, threads, { strategy: { bound: 1 } }, NOTHING_LOST).failure?.kind).toBe('wrong-at-the-end');
  expect(
    run('export function add(words: Words): void { Atomics.add(words, 2, 1); }', threads, { strategy: { bound: 9 } }),
  ).toMatchObject({ verdict: 'exhaustive-to-bound', bound: 9 });
});

test('a budget that is spent is said, never a pass', () => {
  expect(
    run(
      LOST_UPDATE,
      [
        ['add', 'add'],
        ['add', 'add'],
      ],
      { states: 10 },
    ).verdict,
  ).toBe('budget-spent');
});

test('the same seed draws the same schedules', () => {
  const strategy = { pct: 3, executions: 50, seed: 11 } as const;
  const [one, other] = [0, 1].map(() => run(LOST_UPDATE, [['add', 'add'], ['add']], { strategy, outcomes: true }));
  expect({ ...one, seconds: 0 }).toEqual({ ...other, seconds: 0 });
});

test('an operation that touches no word may come late, so a wrong answer is found', () => {
  const functions = `
export function tryPush(words: Words, value: i32): i32 { Atomics.store(words, 0, value); return 1; }
export function tryPop(words: Words): i32 { return -1; }
`;
  const model = fifo({ capacity: 2, refusals: 'exact' });
  const threads = [[{ name: 'tryPush', args: [5] }], [{ name: 'tryPop', args: [] }]];
  const { failure } = run(functions, [], {}, { model, threads });
  expect(failure?.kind).toBe('not-linearizable');
});

test('a thread may crash between two words that nobody else accesses, and the end shows it', () => {
  const functions = 'export function mark(words: Words): void { Atomics.store(words, 0, 1); words[1] = 1; }';
  const both = {
    finally: (read: (region: string, at: number) => number) =>
      read('words', 0) === read('words', 1) ? null : 'one without the other',
  };
  expect(run(functions, [['mark']], { crashes: 1 }, both).failure?.kind).toBe('wrong-at-the-end');
});

test('a race that a racy read hides from merged states is found', () => {
  const functions = `
export function write(words: Words): void { words[1] = 1; Atomics.store(words, 0, 1); words[3] = 1; }
export function read(words: Words): i32 {
  Atomics.load(words, 0);
  // [racy: 3]
  if (words[3] === 1) return words[1];
  return 0;
}
`;
  expect(run(functions, [['write'], ['read']]).failure?.kind).toBe('race');
});

test('a bound says nothing about livelocks, so it is never said to be every order', () => {
  const functions = 'export function spin(words: Words): void { while (Atomics.load(words, 0) === 0) pause(); }';
  expect(run(functions, [['spin']], { strategy: { bound: 3 } }).verdict).toBe('exhaustive-to-bound');
});

test('who sleeps is not lock-free, although somebody else will wake it', () => {
  const functions = `
export function sleep(words: Words): void { park(words, 0, 0); }
export function wakeUp(words: Words): void { Atomics.store(words, 0, 1); wake(words, 0, 1); }
`;
  expect(run(functions, [['sleep'], ['wakeUp'], ['wakeUp']], { lockFree: true }).failure?.kind).toBe('not-lock-free');
});

test('a loop without a pause is followed to its end', () => {
  const functions = `
export function spin(words: Words): void { while (Atomics.load(words, 0) === 0) {} }
export function late(words: Words): void {
  for (let i: i32 = 0; i < 600; i++) Atomics.store(words, 1, i);
  Atomics.store(words, 0, 1);
}
`;
  expect(run(functions, [['spin'], ['late']])).toMatchObject({ verdict: 'exhaustive' });
});

test('nine threads, and a thread that can never begin, are refused', () => {
  const functions = 'export function nothing(words: Words): void { Atomics.load(words, 0); }';
  expect(() =>
    run(
      functions,
      Array.from({ length: 9 }, () => ['nothing']),
    ),
  ).toThrow('1 to 8 threads');
  expect(() => run(functions, [['nothing'], ['nothing']], {}, { startsAfter: { 0: 1, 1: 0 } })).toThrow('start after');
});
