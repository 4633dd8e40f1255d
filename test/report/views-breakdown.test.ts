import { expect, test } from 'vitest';
import { build, recordOf, type ThreadCellPlan, threadCell } from './thread-cells.ts';

const PLAN = { scenario: 'contended', subject: 'tas', backend: 'wasm', value: 1e6, threads: 2, noise: 0 } as const;
const WORK = { insideNs: 500, outsideNs: 500 };
const record = (plans: readonly Partial<ThreadCellPlan>[]) =>
  recordOf(
    plans.map((plan) => threadCell({ ...PLAN, ...plan })),
    { x: null, views: ['breakdown'] },
  );
const spinning: Partial<ThreadCellPlan> = {
  params: WORK,
  thread: (durationNs) => ({ cpuNs: 0.8 * durationNs, runDelayNs: 0.2 * durationNs, voluntarySwitches: 0 }),
};
const parking: Partial<ThreadCellPlan> = {
  ...spinning,
  subject: 'futex',
  value: 0.1e6,
  thread: (durationNs, ops) => ({
    cpuNs: 0.25 * durationNs,
    runDelayNs: 0,
    voluntarySwitches: ops / 10,
    failedTries: 2 * ops,
  }),
};

test('breakdown: parts of each bar are shares, the whole is the figure, and the cheapest comes first', async () => {
  const { sentence, datasets, chart } = await build('breakdown', record([parking, spinning]));
  expect(sentence).toBe(
    'Least thread time for an operation: tas with 2.00 µs, of which 50 % work, 30 % spinning and lock code, 20 % waiting for a CPU. Most: futex with 20.0 µs, of which 75 % asleep, 20 % spinning and lock code, 5.0 % work.',
  );
  expect(chart?.data.labels).toEqual(['tas', 'futex']);
  expect(datasets.map(({ label }) => label)).toEqual([
    'work',
    'spinning and lock code',
    'waiting for a CPU',
    'asleep',
    'total',
  ]);
  for (const bar of [0, 1]) {
    const sum = datasets.reduce((total, { data }) => total + Number(data[bar].x), 0);
    expect(sum).toBeCloseTo(100, 6);
  }
  expect(datasets[4].data.map(({ figure }) => figure)).toEqual(['2.00 µs', '20.0 µs']);
  expect(datasets[1].data[0]).toMatchObject({ figure: '30', xMax: expect.closeTo(50, 1) });
});

test('breakdown: the table has times, CPU time, switches and failed tries for one operation', async () => {
  const { table } = await build('breakdown', record([parking]));
  expect(table?.rows[0]).toEqual([
    'futex',
    '20.0 µs',
    '1.00 µs',
    '4.00 µs',
    '0 ns',
    '15.0 µs',
    '5.00 µs',
    '100',
    expect.any(String),
    '2.00',
  ]);
  expect(table?.rows[0]).toHaveLength(table?.head.length ?? 0);
});

test('breakdown: what the system does not tell is said, in the chart and in the table', async () => {
  const thread = () => ({ cpuNs: null, runDelayNs: null, voluntarySwitches: null, involuntarySwitches: null });
  const { datasets, table, sentence } = await build('breakdown', record([{ params: WORK, thread }]));
  expect(datasets.map(({ label }) => label)).toEqual(['work', 'not told by the system', 'total']);
  expect(sentence).toContain('of which 50 % work, 50 % not told by the system.');
  expect(table?.rows[0].slice(1, 9)).toEqual(['2.00 µs', '1.00 µs', '–', '–', '–', '–', '–', '–']);
});
