import { expect, test } from 'vitest';
import { build, recordOf, type ThreadCellPlan, threadCell } from './thread-cells.ts';

const PLAN = { scenario: 'add', subject: 'lossy', backend: 'js', value: 2e6, threads: 2, noise: 0 } as const;
const swept = { x: 'threads', views: ['lost-updates'] };
const losing = (share: (trial: number) => number) => (trial: number, ops: number) => ({ lost: ops * share(trial) });
const record = (plans: readonly Partial<ThreadCellPlan>[]) =>
  recordOf(
    plans.map((plan) => threadCell({ ...PLAN, ...plan })),
    swept,
  );

test('lost updates: median share as a bar, the range of the trials as its line', async () => {
  const { sentence, datasets, chart, table } = await build(
    'lost-updates',
    record([
      { threads: 1, figures: losing(() => 0) },
      { threads: 2, figures: losing((trial) => (trial === 0 ? 0.1 : trial === 1 ? 0.5 : 0.25)) },
      { threads: 2, backend: 'wasm', figures: losing(() => 0.000004) },
    ]),
  );
  expect(sentence).toMatch(
    /^Most is lost by lossy, threads 2, JavaScript: 25\.0 % of the additions \(between 10\.0 % and 50\.0 % in a trial; [\d,]+ of [\d,]+\)\. 1 of 3 cells lost none\.$/,
  );
  expect(chart?.data.labels).toEqual([
    'lossy, threads 1, JavaScript',
    'lossy, threads 2, JavaScript',
    'lossy, threads 2, WebAssembly',
  ]);
  expect(datasets.map(({ label }) => label)).toEqual(['JavaScript', 'WebAssembly']);
  expect(datasets[0].data[1]).toMatchObject({ xMin: 0.1, xMax: 0.5, figure: '25.0 %' });
  expect(datasets[0].data[2]).toEqual({ y: 'lossy, threads 2, WebAssembly', x: null });
  expect(table?.rows.map((row) => row.slice(3))).toEqual([
    ['0 %', '0 %', '0 %'],
    ['25.0 %', '10.0 %', '50.0 %'],
    ['0.000400 %', '0.000400 %', '0.000400 %'],
  ]);
});

test('lost updates: a cell whose check failed shows its loss all the same', async () => {
  const cell = threadCell({ ...PLAN, figures: losing(() => 0.5) });
  const broken = { ...cell, checks: { invariantsHeld: false, details: ['Half is missing.'] } };
  expect((await build('lost-updates', recordOf([broken], swept))).table?.rows).toHaveLength(1);
});

test('lost updates: none at all is an answer, no count is none', async () => {
  expect((await build('lost-updates', record([{ figures: losing(() => 0) }]))).sentence).toBe(
    'No addition was lost in any of the 1 cells.',
  );
  const { sentence, chart } = await build('lost-updates', record([{}]));
  expect(sentence).toBe('No chart: no trial counted lost updates.');
  expect(chart).toBeNull();
});
