import { expect, test } from 'vitest';
import { build, recordOf, type ThreadCellPlan, threadCell } from './thread-cells.ts';

const PLAN = { scenario: 'contended', subject: 'ticket', backend: 'wasm', value: 1e7, threads: 4 } as const;
const record = (plans: readonly Partial<ThreadCellPlan>[]) =>
  recordOf(
    plans.map((plan) => threadCell({ ...PLAN, ...plan })),
    { x: null, views: ['fairness'] },
  );

/** Another thread wins in every trial: by thread, the sums are equal. */
const inTurn = (trial: number) => [0, 1, 2, 3].map((rank) => (rank === trial % 4 ? 7 : 1));

test('fairness: shares from the most served to the least, the least fair cell first', async () => {
  const { sentence, datasets, chart, table } = await build(
    'fairness',
    record([{}, { subject: 'tas', shares: inTurn }]),
  );
  expect(sentence).toBe(
    'Least fair is tas, with Jain’s index 0.481: the most served thread got 70 % of the operations, the least served 10 %; an even share is 25 %. Fairest is ticket, with 1.000.',
  );
  expect(chart?.data.labels).toEqual(['tas', 'ticket']);
  expect(datasets.map(({ label }) => label)).toEqual(['most served', '2nd', '3rd', '4th', 'total']);
  expect(datasets[0].data[0].x).toBeCloseTo(70, 3);
  expect(datasets[3].data[0].x).toBeCloseTo(10, 3);
  expect(datasets[4].data.map(({ figure }) => figure)).toEqual(['0.481', '1.000']);
  expect(table?.rows[0]).toEqual(['tas', '4', '0.481', '10 %', '10 %', '70 %', '–']);
});

test('fairness: with more than eight threads in a cell, ranges against the even share', async () => {
  const shares = () => Array.from({ length: 64 }, (_, rank) => (rank === 0 ? 65 : 1));
  const { datasets, chart } = await build(
    'fairness',
    record([
      { threads: 64, shares },
      { subject: 'tas', threads: 2 },
    ]),
  );
  expect(chart?.type).toBe('scatterWithErrorBars');
  expect(datasets).toHaveLength(1);
  const [greedy, even] = datasets[0].data;
  expect(greedy).toMatchObject({
    x: expect.closeTo(0.5, 3),
    xMin: expect.closeTo(0.5, 3),
    xMax: expect.closeTo(32.5, 2),
  });
  expect(even).toMatchObject({ x: expect.closeTo(1, 3), figure: '1.000' });
});

test('fairness: one thread alone shares with nobody', async () => {
  const { sentence, chart } = await build('fairness', record([{ threads: 1 }]));
  expect(sentence).toBe('No chart: no cell with two threads or more has a score.');
  expect(chart).toBeNull();
  const { table } = await build('fairness', record([{ threads: 1 }, { subject: 'tas' }]));
  expect(table?.rows).toHaveLength(1);
});
