import { expect, test } from 'vitest';
import type { ThreadTrial } from '../../src/crew/cell.ts';
import { TIMES, type Times } from '../../src/crew/task.ts';
import { measured } from '../../src/lab/measured.ts';
import type { Plan, PlannedCell } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import { blockOrder, runPlan } from '../../src/lab/run.ts';
import type { SectionSpec } from '../../src/lab/spec.ts';
import { createRandom } from '../../src/stats/random.ts';
import { faultyCell } from '../crew/fixtures/cells.ts';
import type { FAULTS } from '../crew/fixtures/faults.ts';

const SETTINGS = { blocks: 2, trialsPerVisit: 1, trialMs: 5, warmupTrialMs: 2, mostWarmupTrials: 3, pairsPerTrial: 8 };

function planned(fault: (typeof FAULTS)[number]): PlannedCell {
  const placement = { policy: 'none', cpus: [null, null], sentence: 'Not pinned.', oversubscribed: false };
  const spot = { site: { policy: 'none' }, placement, nodes: [null, null], memory: null, tour: null };
  return { ...faultyCell(fault), id: fault, backend: 'js', threads: 2, megabytes: 0, ...spot };
}

function planOf(cells: readonly PlannedCell[]): Plan {
  const spec: SectionSpec = {
    ...{ id: 'all', title: 'All', question: 'Which?', law: null, kind: 'ring', scenario: 'faults', views: [], x: null },
    subjects: () => true,
    sweep: () => [{}],
    baseline: () => true,
  };
  const lab = { name: 'test', title: '', question: '', threads: () => [2], sections: [spec] };
  return {
    lab: { ...lab, conclude: () => ({ headline: '', answers: [], claims: [] }) },
    sections: [{ spec, cells, baseline: cells[0] }],
    cells,
    cpus: 2,
    notMeasured: [],
  };
}

const quiet = { visit: () => {}, trial: () => {} };

test('a run goes on past cells that fail, reports each with its error, and does not visit them again', async () => {
  const plan = planOf([planned('work'), planned('fail'), planned('leave')]);
  const runs = await runPlan(plan, new Map(), SETTINGS, 1, quiet, new AbortController().signal);
  const [worked, failed, left] = runs;
  expect(worked).toMatchObject({ error: null, violations: new Set() });
  expect(worked.trials.map(({ block }) => block)).toEqual([0, 1]);
  expect(failed).toMatchObject({ error: 'Thread 1 (fail) failed: out of cheese', trials: [], warmupTrials: 0 });
  expect(left.error).toMatch(/^Thread 1 \(leave\) failed: /);
  const { cells, sections } = recordCells(plan, runs);
  expect(cells.map(({ id, error }) => [id, error !== undefined])).toEqual([
    ['work', false],
    ['fail', true],
    ['leave', true],
  ]);
  expect(sections[0].cells).toEqual(['work', 'fail', 'leave']);
});

test('a cell whose invariant fails says so, once for all its trials', async () => {
  const plan = planOf([planned('lie')]);
  const runs = await runPlan(plan, new Map(), SETTINGS, 1, quiet, new AbortController().signal);
  const [cell] = recordCells(plan, runs).cells;
  expect(cell.checks).toEqual({ invariantsHeld: false, details: ['3 looks were wrong'] });
  expect(cell.placement).toMatchObject({ policy: 'none', pinned: false, verified: false, reason: 'not asked for' });
});

test('a stop ends the run after the trial under way; finished cells keep their trials, others are left out', async () => {
  const plan = planOf([planned('work'), { ...planned('work'), id: 'work again' }]);
  const stop = new AbortController();
  const seen: string[] = [];
  const progress = {
    visit: () => {},
    trial: (cell: PlannedCell) => {
      seen.push(cell.id);
      stop.abort();
    },
  };
  const runs = await runPlan(plan, new Map(), SETTINGS, 1, progress, stop.signal);
  expect(seen).toHaveLength(1);
  const { cells, sections } = recordCells(plan, runs);
  expect(cells.map(({ id, trials }) => [id, trials.length])).toEqual([[seen[0], 1]]);
  expect(sections[0].cells).toEqual(seen);
});

test('every block visits every cell once, in an order that the seed decides', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const plan = planOf(ids.map((id) => ({ ...planned('work'), id })));
  const order = (seed: number) => blockOrder(plan, createRandom(seed)).map(({ id }) => id);
  expect(order(1).toSorted()).toEqual(ids);
  expect(order(1)).toEqual(order(1));
  expect(new Set([1, 2, 3, 4, 5].map((seed) => order(seed).join())).size).toBeGreaterThan(1);
});

test.for<[what: string, windows: [number, number][], durationNs: number, overlap: number]>([
  [
    'run together',
    [
      [100, 200],
      [100, 200],
    ],
    100,
    1,
  ],
  [
    'start one after the other',
    [
      [100, 200],
      [150, 250],
    ],
    150,
    1 / 3,
  ],
  [
    'never meet',
    [
      [100, 200],
      [300, 400],
    ],
    300,
    0,
  ],
  [
    'lie within each other',
    [
      [100, 300],
      [150, 250],
      [120, 260],
    ],
    200,
    0.5,
  ],
  ['are one', [[100, 101]], 1, 1],
])(
  'threads that %s: from the first start to the last end, and the share in which all ran',
  ([, windows, durationNs, overlap]) => {
    const threads = windows.map(([start, end], rank) => outcome(rank, 10 ** 15 + start, 10 ** 15 + end));
    const trial = measured(threads, 3, 4);
    expect(trial).toMatchObject({ block: 3, pos: 4, startNs: 10n ** 15n + 100n, durationNs, ops: 7 * windows.length });
    expect(trial.overlap).toBeCloseTo(overlap, 12);
  },
);

function outcome(rank: number, startNs: number, endNs: number): ThreadTrial {
  const times = {
    ...Object.fromEntries(TIMES.map((name) => [name, -1n])),
    startNs: BigInt(startNs),
    endNs: BigInt(endNs),
  };
  const counts = { ops: 7, errors: 0, failedTries: 0, sum: 0, items: 7 };
  return { rank, role: 'work', ...counts, samples: new Int32Array(0), times: times as Times };
}
