import { expect, test } from 'vitest';
import type { Cell } from '../../src/report/schema.ts';
import { build, machineOf, recordOf, threadCell } from './thread-cells.ts';

/** Millions of operations a second with 1, 2, 4 and 8 threads. */
const RATES = [
  ['sharded', 'wasm', [50, 98, 190, 170]],
  ['shared', 'wasm', [60, 30, 20, 2]],
  ['shared', 'js', [9, 8, 8, 7]],
] as const;
const COUNTS = [1, 2, 4, 8];

function cells(keep: (cell: Cell) => boolean = () => true): Cell[] {
  return RATES.flatMap(([subject, backend, rates]) =>
    rates.map((millions, at) =>
      threadCell({ scenario: 'add', subject, backend, threads: COUNTS[at], value: millions * 1e6, ops: 'additions' }),
    ),
  ).filter(keep);
}

const swept = { x: 'threads', views: ['scaling'] } as const;
const on = (cpus: number, keep?: (cell: Cell) => boolean) =>
  build('scaling', recordOf(cells(keep), swept, { machine: machineOf(cpus) }));

test('scaling: speed-ups over one thread of the same line, an ideal line, and a mark at the CPUs', async () => {
  const { sentence, datasets, chart } = await on(4);
  expect(sentence).toMatch(/^With 4 threads on 4 CPUs, sharded, WebAssembly scales best: 3\.\d\d times the throughput/);
  expect(sentence).toMatch(
    /more threads than CPUs, shared, WebAssembly falls most: at 8 threads to (9\.\d|10|11) % of/,
  );
  expect(datasets.map(({ label }) => label)).toEqual([
    'sharded, WebAssembly',
    'shared, WebAssembly',
    'shared, JavaScript',
    'ideal',
  ]);
  for (const { data, type } of datasets) {
    expect(data[0]).toMatchObject({ x: 1, y: 1 });
    if (type !== 'line') expect(data.map(({ x }) => x)).toEqual(COUNTS);
  }
  expect(Number(datasets[0].data[2].y) / 3.8).toBeCloseTo(1, 1);
  expect(datasets[3].data[1]).toMatchObject({ x: 4, y: 4 });
  expect(chart?.options).toMatchObject({ plugins: { annotation: { annotations: { cpus: { xMin: 4 } } } } });
  expect(chart?.options).toMatchObject({
    scales: { x: { marks: COUNTS.map((value) => ({ value, label: `${value}` })) } },
  });
});

test('scaling: throughput for every number of threads, and the speed-up at the CPUs with its interval', async () => {
  const { table } = await on(4);
  expect(table?.head).toEqual([
    'series (M additions/s)',
    '1 thread',
    '2 threads',
    '4 threads',
    '8 threads',
    '4 threads over 1',
    '95 % interval',
  ]);
  const [sharded] = table?.rows ?? [];
  expect(sharded[0]).toBe('sharded, WebAssembly');
  expect(Number(sharded[3]) / 190).toBeCloseTo(1, 1);
  const [low, high] = sharded[6].split('–').map(Number);
  expect(low).toBeLessThan(Number(sharded[5]));
  expect(high).toBeGreaterThan(Number(sharded[5]));
});

test('scaling: absolute throughput and no ideal line where a line has no point for one thread', async () => {
  const { sentence, datasets, table, chart } = await on(
    4,
    (cell) => cell.threads > 1 || cell.subject === 'shared' || cell.backend === 'js',
  );
  expect(sentence).toMatch(/^With 4 threads on 4 CPUs, sharded, WebAssembly does most: 1\d\d M additions\/s\./);
  expect(datasets).toHaveLength(3);
  expect(Number(datasets[0].data[0].y)).toBeGreaterThan(90e6);
  expect(chart?.options).toMatchObject({ scales: { y: { title: { text: 'M additions/s' } } } });
  expect(table?.rows[0].slice(-2)).toEqual(['–', '–']);
});

test('scaling: CPUs beyond the sweep are neither marked nor exceeded', async () => {
  const { sentence, chart, datasets } = await on(64);
  expect(sentence).toMatch(/^With 8 threads on 64 CPUs, sharded, .*\.$/);
  expect(sentence).not.toContain('falls');
  expect(chart?.options).toMatchObject({ plugins: { annotation: { annotations: {} } } });
  expect(datasets.at(-1)?.data[1]).toMatchObject({ x: 8, y: 8 });
});

test('scaling: with one CPU, and with none of the counts within the CPUs, it says so', async () => {
  expect((await on(1)).sentence).toMatch(/^There is 1 CPU, so nothing can scale\. .* falls most/);
  expect((await on(3, ({ threads }) => threads !== 2)).sentence).toMatch(/^No number of threads from 2 to the 3 CPUs/);
  expect((await on(3, ({ threads }) => threads > 3)).sentence).toMatch(/3 CPUs was measured\.$/);
});

test('scaling: another sweep, or one number of threads, is no chart', async () => {
  expect(await build('scaling', recordOf(cells(), { x: 'batch', views: ['scaling'] }))).toMatchObject({ chart: null });
  expect((await on(4, ({ threads }) => threads === 2)).sentence).toBe(
    'No chart: fewer than two numbers of threads have a score.',
  );
});
