/** The judges of stress rounds, on memory and histories made by hand. */
import { describe, expect, test } from 'vitest';
import type { History, Operation } from '../../../src/check/linearizable/history.ts';
import { describe as describeRound, drawConfiguration } from '../../../src/check/stress/configuration.ts';
import { historyWindow } from '../../../src/check/stress/history-window.ts';
import { judgeCounterHistory } from '../../../src/check/stress/judge-counter-history.ts';
import { judgeRounds } from '../../../src/check/stress/judge-rounds.ts';
import { stressedKind } from '../../../src/check/stress/kinds.ts';
import * as log from '../../../src/check/stress/log.ts';
import * as at from '../../../src/check/stress/protocol.ts';
import { readLogs } from '../../../src/check/stress/read-log.ts';
import { atMost } from '../../../src/check/stress/rule-of-three.ts';
import type { Aftermath, Scene, StressedKind } from '../../../src/check/stress/scene.ts';
import { complaintOf, hangComplaint } from '../../../src/check/stress/sentences.ts';
import type { AnySubject, LockSpec, RingSpec } from '../../../src/contract.ts';
import { discover } from '../../../src/registry.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { requestOf } from './request.ts';

const registry = await discover();

function specOf<S extends AnySubject>(name: string): S {
  return registry.subjects.find(({ spec }) => spec.name === name)?.spec as S;
}

/** A round of this subject that is not watched, with its memory as it is before the threads begin. */
function before(spec: AnySubject, threads = 2): { scene: Scene; aftermath: Aftermath } {
  const kind = stressedKind(spec) as StressedKind;
  const random = createRandom(1);
  let scene = kind.stage(spec, random, threads, true);
  while (scene.isWatched) scene = kind.stage(spec, random, threads, true);
  const words = new Int32Array(scene.sizeWords);
  const control = new Int32Array(at.CONTROL_WORDS);
  scene.setUp(words, control);
  const mine = scene.players.map(() => new Int32Array(at.OWN_WORDS));
  return { scene, aftermath: { words, control, mine, logs: [], gone: new Set() } };
}

describe('a ring that is not watched', () => {
  const spec = specOf<RingSpec>('spsc-lamport');
  const items = [0, 1].map((nth) => nth << at.PRODUCER_BITS);

  /** Two items put in, the first taken. */
  function half(): ReturnType<typeof before> {
    const round = before(spec);
    const { words, mine } = round.aftermath;
    for (const item of items) spec.tryPush(words, 0, item);
    spec.tryPop(words, 0, new Int32Array(1), 0);
    mine[0].set([2, 2, items[0] + items[1]], at.OPS);
    mine[1].set([1, 1, items[0]], at.OPS);
    return round;
  }

  test('what is left in it counts as come out', () => {
    const { scene, aftermath } = half();
    expect(scene.judge(aftermath)).toEqual({ operations: 3, wrong: null });
  });

  test('an item too few and an item of another value are complaints', () => {
    const lost = half();
    lost.aftermath.mine[0][at.OPS] = 3;
    expect(lost.scene.judge(lost.aftermath).wrong).toBe('3 items were put in, 2 came out.');
    const other = half();
    other.aftermath.mine[1][at.SUM] = 5;
    expect(other.scene.judge(other.aftermath).wrong).toMatch(/not those that were put in/);
  });

  test('when the producer has died, the consumer must find a prefix', () => {
    const { scene, aftermath } = half();
    expect(scene.judge({ ...aftermath, gone: new Set([0]) }).wrong).toBeNull();
    const torn = half();
    torn.aftermath.mine[1][at.OPS] = 0; // as if the first item had vanished
    expect(torn.scene.judge({ ...torn.aftermath, gone: new Set([0]) }).wrong).toMatch(/^After a death item 1/);
  });

  test('when the consumer has died, no more may have gone in than it can have made room for', () => {
    const { scene, aftermath } = half();
    const [, capacity] = /capacity (\d+)/.exec(scene.says.join()) ?? [];
    aftermath.mine[0][at.OPS] = Number(capacity) + 1;
    aftermath.mine[0][at.ASKED] = Number(capacity) + 2;
    expect(scene.judge({ ...aftermath, gone: new Set([1]) }).wrong).toBeNull();
    aftermath.mine[0][at.OPS] = Number(capacity) + 2;
    expect(scene.judge({ ...aftermath, gone: new Set([1]) }).wrong).toMatch(/^After a death/);
  });
});

test('nobody looks into what the dead may have locked: the main thread would wait for ever', () => {
  const waiting = registry.subjects.flatMap(({ spec }) => {
    const kind = stressedKind(spec);
    if (typeof kind === 'string') return [];
    let isSetUp = false;
    const guarded = Object.fromEntries(
      Object.entries(spec).map(([name, value]) => {
        if (typeof value !== 'function') return [name, value];
        const call = (...args: unknown[]) => {
          // A map may say that its reads wait for nobody.
          const waits = !(spec.kind === 'map' && name === 'get' && spec.reads !== 'blocking');
          if (isSetUp && waits) throw new Error(`${spec.name} was called: ${name}`);
          return value(...args);
        };
        return [name, call];
      }),
    ) as unknown as AnySubject;
    const { scene, aftermath } = before(guarded);
    if (!scene.deadHoldUp) return [];
    isSetUp = true;
    const all = new Set(scene.players.keys());
    expect(() => scene.judge({ ...aftermath, gone: all }), spec.name).not.toThrow();
    return [spec.name];
  });
  expect(waiting).toEqual(expect.arrayContaining(['mpmc-mutex', 'stack-futex', 'deque-futex', 'map-futex', 'locked']));
});

test('a watched ring that loses an item is told by the operation that shows it, not by the totals', () => {
  const spec = specOf<RingSpec>('spsc-lamport');
  const kind = stressedKind(spec) as StressedKind;
  const random = createRandom(1);
  let scene = kind.stage(spec, random, 2, false);
  while (!scene.isWatched) scene = kind.stage(spec, random, 2, false);
  const words = new Int32Array(scene.sizeWords);
  scene.setUp(words, new Int32Array(at.CONTROL_WORDS));
  const logs = scene.players.map(() => new Int32Array(log.ENTRIES + 2 * log.ENTRY_WORDS));
  logs[0].set([log.PUSH, 8, 1, 10, 20], log.ENTRIES); // a push that succeeded, of an item that is not in the ring
  logs[0].set([1, 1], log.CALLS);
  const rest = { words, control: new Int32Array(at.CONTROL_WORDS), mine: [], gone: new Set<number>() };
  const { wrong, culprits, history } = scene.judge({ ...rest, logs });
  expect(wrong).toMatch(/tryPop\(\) → -1/);
  expect(culprits?.map((index) => history?.[index].name)).toContain('tryPop');
});

test('a lock that threads were inside more often than was counted is a complaint, but for those who died there', () => {
  const { scene, aftermath } = before(specOf<LockSpec>('recoverable'), 3);
  const ENTRIES = at.SHARED + 1; // as in drivers/_section.ts
  aftermath.mine[0][at.OPS] = 4;
  aftermath.mine[1][at.OPS] = 3;
  aftermath.control[ENTRIES] = 7;
  expect(scene.judge(aftermath).wrong).toBeNull();
  aftermath.control[ENTRIES] = 8;
  expect(scene.judge(aftermath).wrong).toBe('Threads were inside 7 times, but counted 8.');
  expect(scene.judge({ ...aftermath, gone: new Set([2]) }).wrong).toBeNull();
  aftermath.control[ENTRIES] = 6;
  expect(scene.judge({ ...aftermath, gone: new Set([2]) }).wrong).not.toBeNull();
});

test('threads in step make the same number of rounds, behind a dead one two fewer at most', () => {
  const mine = [3, 5].map((rounds) => {
    const own = new Int32Array(at.OWN_WORDS);
    own[at.OPS] = rounds;
    return own;
  });
  expect(judgeRounds('episodes', mine, new Set()).wrong).toBe('The threads made 3, 5 episodes, not the same number.');
  expect(judgeRounds('episodes', mine, new Set([0]))).toEqual({ operations: 8, wrong: null });
  mine[1][at.OPS] = 6;
  expect(judgeRounds('episodes', mine, new Set([0])).wrong).not.toBeNull();
});

describe('a history of a counter', () => {
  const add = (calledAt: number, returnedAt: number): Operation => {
    return { thread: 0, name: 'add', args: [1], result: 0, calledAt, returnedAt };
  };
  const read = (result: number, calledAt: number, returnedAt: number): Operation => {
    return { thread: 1, name: 'read', args: [], result, calledAt, returnedAt };
  };

  test.for<[string, History, string | null]>([
    ['a read beside an addition may see it or not', [add(1, 5), read(0, 2, 3), read(1, 3, 4)], null],
    ['a read misses an addition that has ended', [add(1, 2), read(0, 3, 4)], 'A read saw 0 when 1 addition had ended.'],
    [
      'a read sees an addition before it begins',
      [read(1, 1, 2), add(3, 4)],
      'A read saw 1 when 0 additions had begun.',
    ],
    ['equal times overlap', [add(1, 2), read(0, 2, 3)], null],
    ['a later read sees less', [add(1, 9), read(1, 2, 3), read(0, 4, 5)], 'A read saw 0 after another had seen 1.'],
  ])('%s', ([, history, wrong]) => {
    expect(judgeCounterHistory(history).wrong).toBe(wrong);
  });
});

describe('a log', () => {
  function logOf(...calls: readonly (readonly number[])[]): Int32Array {
    const words = new Int32Array(log.ENTRIES + 8 * log.ENTRY_WORDS);
    for (const [nth, entry] of calls.entries()) words.set(entry, log.ENTRIES + nth * log.ENTRY_WORDS);
    words[log.CALLS] = calls.length;
    words[log.RETURNS] = calls.filter((entry) => entry.length === log.ENTRY_WORDS).length;
    return words;
  }
  const names = [
    { name: 'tryPush', hasArgument: true },
    { name: 'tryPop', hasArgument: false },
  ];

  test('reads as a history whose times go on where the clock wraps', () => {
    const first = logOf([0, 7, 1, 2 ** 31 - 10, 2 ** 31 - 5]);
    const second = logOf([1, 0, 7, -(2 ** 31), -(2 ** 31) + 20]);
    expect(readLogs([first, second], names)).toEqual([
      { thread: 0, name: 'tryPush', args: [7], result: 1, calledAt: 0, returnedAt: 5 },
      { thread: 1, name: 'tryPop', args: [], result: 7, calledAt: 10, returnedAt: 30 },
    ]);
  });

  test('of a thread that died in a call ends with a call that has not returned', () => {
    const [, open] = readLogs([logOf([0, 7, 1, 5, 6], [0, 8, 0, 9])], names);
    expect(open).toEqual({ thread: 0, name: 'tryPush', args: [8], calledAt: 4, returnedAt: Number.POSITIVE_INFINITY });
  });
});

test('the window shows the operations at fault, and a few on both sides', () => {
  const history = Array.from({ length: 200 }, (_, nth): Operation => {
    return {
      thread: nth % 2,
      name: 'tryPop',
      args: [],
      result: -1,
      calledAt: 1000 * nth,
      returnedAt: 1000 * nth + 500,
    };
  });
  const near = historyWindow(history, [50, 52]);
  expect(near).toHaveLength(1 + 13);
  expect(near.filter((line) => line.startsWith('>'))).toEqual([
    expect.stringMatching(/^> 5\.000 – 5\.500 +thread 0: tryPop\(\) → -1$/),
    expect.stringMatching(/^> 7\.000 – 7\.500 /),
  ]);
  const far = historyWindow(history, [50, 150]);
  expect(far.filter((line) => line.startsWith('>'))).toHaveLength(2);
  expect(far.length).toBeLessThan(30);
  expect(historyWindow(history, [])).toEqual([]);
});

test('about three in n rounds may show a violation when none did, and never all of them', () => {
  expect(atMost(1)).toBeCloseTo(0.95, 12); // whatever is in more than 95 % of rounds is seen in one, at 95 %
  expect(atMost(300)).toBeGreaterThan(0.0099);
  expect(atMost(300)).toBeLessThan(3 / 300);
});

test('who does not come back is told apart by what was waited for', () => {
  const about = { seconds: 20.004, isCut: false } as const;
  expect(hangComplaint([1], { awaited: 'progress', ...about })).toBe(
    'Nobody made progress for 20 s; thread 1 has not come back: a lost wake-up, a deadlock or a livelock.',
  );
  expect(hangComplaint([0, 2, 1], { awaited: 'progress', seconds: 2.01, isCut: true })).toMatch(
    /^Nobody made progress for 2 s; threads 0, 2 and 1 have not come back: .*cut short: run it again to be sure\.$/,
  );
  expect(hangComplaint([0, 2], { awaited: 'the end', ...about })).toBe(
    'There was progress, but 20 s after the end of the round threads 0 and 2 have not come back.',
  );
});

test('what a thread saw too early is told by what it waited for', () => {
  const told = (code: number, expected: number, found: number) => {
    const own = new Int32Array(at.OWN_WORDS);
    own.set([code, expected, found], at.WRONG);
    return complaintOf([own]);
  };
  expect(told(at.LEFT_EARLY, 2, 0)).toMatch(
    /^Thread 0 left episode 2 before another thread had arrived there, .* \(it read 0 where 2 was due\)\.$/,
  );
  expect(told(at.LEFT_EARLY, 2, 4)).toMatch(/^Thread 0 left episode 2 when others were further already /);
  expect(told(at.PASSED_EARLY, 4, 2)).toMatch(/^Thread 0 passed turn 5 before turn 4 had begun, /);
  expect(told(at.WOKE_EARLY, 4, 3)).toMatch(/^Thread 0 came back from awaitCount before /);
});

test('a seed draws the same configuration again, and what it draws is within its bounds', () => {
  const request = requestOf({ subjects: [], seconds: 1 });
  for (const { spec } of registry.subjects) {
    const kind = stressedKind(spec);
    if (typeof kind === 'string') continue;
    for (let seed = 0; seed < 40; seed++) {
      const drawn = drawConfiguration(spec, kind, request, seed);
      const again = drawConfiguration(spec, kind, request, seed);
      const figures = ({ scene, ...rest }: typeof drawn) => ({ ...rest, says: scene.says, own: scene.own });
      expect(figures(again)).toEqual(figures(drawn));
      const { backends, cpus, scene, kill, mixture, roundMs } = drawn;
      expect(scene.players.length).toBeGreaterThanOrEqual(2);
      expect(scene.players.length).toBeLessThanOrEqual(request.mostThreads);
      expect([backends.length, cpus.length]).toEqual([scene.players.length, scene.players.length]);
      if (mixture === 'mixed') expect(new Set(backends).size).toBe(2);
      expect(describeRound(drawn)).toMatch(
        /^\d+ threads \((all (js|wasm)|(js|wasm)(, (js|wasm))+)\) (not pinned|on CPU \d+|on CPUs \d+(, \d+)* and \d+), for \d+ ms/,
      );
      expect(roundMs).toBeGreaterThanOrEqual(20);
      expect(kill === null || (kill.rank < backends.length && kill.afterMs < roundMs)).toBe(true);
      const words = new Int32Array(scene.sizeWords);
      scene.setUp(words, new Int32Array(at.CONTROL_WORDS));
      for (const { word, min, max } of Object.values(spec.tunables ?? {}))
        expect(words[word] >= min && words[word] <= max, `${spec.name}, seed ${seed}: ${words[word]}`).toBe(true);
    }
  }
});
