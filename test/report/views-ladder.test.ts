import { expect, test } from 'vitest';
import { renderPng } from '../../src/report/png.ts';
import type { Cell } from '../../src/report/schema.ts';
import { machineWith, placesOf, tourCell } from './pair-cells.ts';
import { build, recordOf, threadCell } from './thread-cells.ts';

interface RungPlan {
  readonly subject: string;
  readonly ns: number;
  readonly policy?: string;
  readonly cpus?: number[];
  readonly backend?: Cell['backend'];
  readonly scenario?: string;
}

function rung({ subject, ns, policy = 'same-l3', cpus = [0, 1], backend = 'wasm', scenario = 'cost' }: RungPlan): Cell {
  const cell = threadCell({ scenario, subject, backend, threads: 2, value: ns, unit: 'ns', noise: 0 });
  const placement = { ...cell.placement, policy, cpus };
  return { ...cell, id: `${cell.id}/${policy}/${cpus.join()}`, placement };
}

const show = (cells: readonly Cell[]) => build('ladder', recordOf(cells, { x: null, views: ['ladder'] }));

test('from the cheapest to the dearest, with the largest steps', async () => {
  const cells = [
    rung({ subject: 'wake-up', ns: 20_000 }),
    rung({ subject: 'increment', ns: 0.4 }),
    rung({ subject: 'atomic add', ns: 4 }),
    rung({ subject: 'hand-over', ns: 5 }),
  ];
  const { sentence, datasets, table, chart } = await show(cells);
  expect(sentence).toBe(
    'From 0.400 ns (increment) to 20.0 µs (wake-up): 4.7 powers of ten. The largest steps are from hand-over to wake-up, 4,000 times; from increment to atomic add, 10.0 times.',
  );
  expect(datasets[0].data.map(({ y, figure }) => [y, figure])).toEqual([
    [0, '0.400 ns'],
    [1, '4.00 ns'],
    [2, '5.00 ns'],
    [3, '20.0 µs'],
  ]);
  expect(table?.rows.map((row) => [row[0], row[2], row.at(-1)])).toEqual([
    ['increment', '0.400', '–'],
    ['atomic add', '4.00', '10.0'],
    ['hand-over', '5.00', '1.25'],
    ['wake-up', '20,000', '4,000'],
  ]);
  if (chart === null) throw new Error('drew nothing');
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  expect(renderPng(chart).readUInt32BE(16)).toBe(1380);
});

test('a rate counts by what an operation costs', async () => {
  const { table } = await show([
    threadCell({ scenario: 'cost', subject: 'a', backend: 'wasm', threads: 2, value: 1e8, noise: 0 }),
  ]);
  expect(table?.rows).toEqual([['a', 'WebAssembly', '10.0', expect.any(String), '–']]);
});

test('names tell placements apart, then CPUs, then scenarios; back ends where both exist', async () => {
  const cells = [
    rung({ subject: 'hand-over', ns: 10, policy: 'smt-pair', cpus: [0, 64] }),
    rung({ subject: 'hand-over', ns: 25, policy: 'same-l3', cpus: [0, 1] }),
    rung({ subject: 'hand-over', ns: 30, policy: 'same-l3', cpus: [2, 3] }),
    rung({ subject: 'load', ns: 1, policy: 'same-l3', scenario: 'cold' }),
    rung({ subject: 'load', ns: 2, policy: 'same-l3', scenario: 'warm', backend: 'js' }),
  ];
  const { table } = await show(cells);
  expect(table?.rows.map(([name]) => name)).toEqual([
    'load, same-l3, cold, WebAssembly',
    'load, same-l3, warm, JavaScript',
    'hand-over, smt-pair, WebAssembly',
    'hand-over, same-l3, CPUs 0 and 1, WebAssembly',
    'hand-over, same-l3, CPUs 2 and 3, WebAssembly',
  ]);
});

test('what several sections show is one rung', async () => {
  const cells = [rung({ subject: 'load', ns: 2 }), rung({ subject: 'store', ns: 3 })];
  const record = recordOf(cells, { x: null, views: ['ladder'] });
  const [section] = record.sections;
  const { table } = await build('ladder', { ...record, sections: [section, { ...section, id: 'again' }] });
  expect(table?.rows.map(([name]) => name)).toEqual(['load', 'store']);
});

test('a tour over pairs of CPUs gives a rung for each distance', async () => {
  const places = placesOf({ packages: 2, coresPerPackage: 4, coresPerL3: 2, smt: 2 });
  const cells = [tourCell(places, { subject: 'cas' })];
  const machine = machineWith(places);
  const { table } = await build('ladder', recordOf(cells, { x: null, views: ['ladder'] }, { machine }));
  expect(table?.rows.map(([name]) => name)).toEqual([
    'cas, SMT siblings',
    'cas, same L3',
    'cas, same node',
    'cas, other package',
  ]);
});

test('a tour that does not tell where its memory was, and a cell that does, are one rung', async () => {
  const places = placesOf({ packages: 1, coresPerPackage: 2, coresPerL3: 2, smt: 1 });
  const tour = tourCell(places, { subject: 'cas' });
  const cells = [
    { ...rung({ subject: 'cas', ns: 25, scenario: tour.scenario }), label: 'cas' },
    { ...tour, label: 'cas', placement: { ...tour.placement, memNode: null } },
  ];
  const record = recordOf(cells, { x: null, views: ['ladder'] }, { machine: machineWith(places) });
  const { table } = await build('ladder', record);
  expect(table?.rows.map(([name]) => name)).toEqual(['cas, same L3']);
});

test('at most 24 rungs: JavaScript goes first, then what lies close; the ends stay', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `op-${at}`);
  const cells = names.flatMap((subject, at) => [
    rung({ subject, ns: 1.2 ** at }),
    rung({ subject, ns: 10 * 1.2 ** at, backend: 'js' }),
  ]);
  const { sentence, table } = await show(cells);
  expect(table?.rows).toHaveLength(24);
  expect(table?.rows[0][0]).toBe('op-0, WebAssembly');
  expect(table?.rows.at(-1)?.[0]).toBe('op-29, WebAssembly');
  expect(sentence).toMatch(
    /Left out: 30 in JavaScript, since the same is there in WebAssembly; 6 that lie close to others \(op-\d+, WebAssembly; .*; and 3 more\)\.$/,
  );
});

test('without a score there is no ladder', async () => {
  const { trials, ...cell } = rung({ subject: 'load', ns: 2 });
  expect(await show([{ ...cell, trials: [] }])).toMatchObject({
    sentence: 'No chart: no cell has a score.',
    chart: null,
  });
});
