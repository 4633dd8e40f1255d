import { expect, test } from 'vitest';
import { distanceOf } from '../../src/report/cpu-distance.ts';
import { orderCpus } from '../../src/report/cpu-order.ts';
import { HEAT_NIGHT, HEAT_PAPER, HEAT_STEPS } from '../../src/report/heat-colours.ts';
import { heatSteps, stepOf } from '../../src/report/heat-steps.ts';
import { renderPng } from '../../src/report/png.ts';
import { prepareChart } from '../../src/report/prepare-chart.ts';
import type { Matrix, MatrixCell } from '../../src/report/prepare-matrix.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { ChartSpec } from '../../src/report/view.ts';
import { byDistance, type Cost, hybridPlaces, machineWith, placesOf, tourCell } from './pair-cells.ts';
import { build, recordOf } from './thread-cells.ts';

const LARGE = placesOf({ packages: 2, coresPerPackage: 64, coresPerL3: 8, smt: 1 });
const SMT = placesOf({ packages: 2, coresPerPackage: 8, coresPerL3: 4, smt: 2 });
const SMALL = placesOf({ packages: 1, coresPerPackage: 4, coresPerL3: 2, smt: 1 });

const show = (cells: readonly Cell[], machine: LabResult['machine']) =>
  build('heat-map', recordOf(cells, { x: null, views: ['heat-map'] }, { machine }));

function matrixOf(chart: ChartSpec | null): Matrix & { cells: MatrixCell[] } {
  const cells = (chart?.data.datasets ?? []).flatMap((dataset) => dataset.cells as MatrixCell[]);
  return { ...(chart?.options.matrix as Matrix), cells };
}

test('CPUs stand in the order of the machine, siblings side by side, with borders where caches and nodes end', () => {
  const { cpus, borders } = orderCpus(
    SMT.map(({ cpu }) => cpu),
    SMT,
  );
  expect(cpus.slice(0, 10)).toEqual([0, 16, 1, 17, 2, 18, 3, 19, 4, 20]);
  expect(borders).toEqual([
    { before: 8, of: 'l3' },
    { before: 16, of: 'node' },
    { before: 24, of: 'l3' },
  ]);
});

test('without places CPUs stand by number, without borders; a level of single CPUs has none either', () => {
  expect(orderCpus([3, 10, 2], [])).toEqual({ cpus: [2, 3, 10], borders: [] });
  const alone = SMALL.map((place) => ({ ...place, package: place.cpu, numa: 0, l3: 0 }));
  expect(orderCpus([0, 1, 2, 3], alone).borders).toEqual([]);
});

test('the distance of two CPUs is the nearest thing that they share', () => {
  const between = (places: typeof SMT, a: number, b: number) => distanceOf(places[a], places[b]);
  expect([16, 1, 4, 8].map((cpu) => between(SMT, 0, cpu))).toEqual([
    'SMT siblings',
    'same L3',
    'same node',
    'other package',
  ]);
  expect([1, 2, 4].map((cpu) => between(hybridPlaces(), 0, cpu))).toEqual(['SMT siblings', 'same L3', 'same L3']);
  expect(between(hybridPlaces(), 4, 7)).toBe('same L2');
  const spanning = SMT.map((place) => ({ ...place, numa: 0 }));
  expect([4, 8].map((cpu) => between(spanning, 0, cpu))).toEqual(['same node', 'other package']);
  expect(distanceOf(undefined, SMT[0])).toBeNull();
});

test('a large machine: medians by distance, all pairs counted, one CPU to a row of the table', async () => {
  const { sentence, chart, table } = await show([tourCell(LARGE, { subject: 'cas' })], machineWith(LARGE));
  expect(sentence).toMatch(
    /^Nearest are CPUs \d+ and \d+ with 2[345]\.\d ns, farthest CPUs \d+ and \d+ with 11\d ns\. Medians by distance: same L3 2[45]\.\d ns; same node 4[45]\.\d ns; other package 1(09|1\d) ns\. Measured: all 8,128 pairs of 128 CPUs\. Passes over a pair differ by ±1\.\d %\.$/,
  );
  const { cells, borders } = matrixOf(chart);
  expect(cells).toHaveLength(8128);
  expect(borders.filter(([, px]) => px > 2)).toEqual([[64, expect.any(Number)]]);
  expect(borders).toHaveLength(15);
  expect(table?.rows.map(([name]) => name).slice(0, 5)).toEqual([
    'same L3',
    'same node',
    'other package',
    'CPU 0',
    'CPU 1',
  ]);
  expect(table?.rows[3]).toEqual([
    'CPU 0',
    '127',
    expect.stringMatching(/^2\d\.\d ns \([1-7]\)$/),
    expect.stringMatching(/^11\d ns \(\d+\)$/),
    expect.stringMatching(/^1\d\d \(±1\.\d %\)$/),
  ]);
});

test('the charts of a large machine stay small: two cells of 8,128 pairs below 500 kB', async () => {
  const cells = [tourCell(LARGE, { subject: 'cas' }), tourCell(LARGE, { subject: 'store-load' })];
  const { chart } = await show(cells, machineWith(LARGE));
  expect(JSON.stringify(chart).length).toBeLessThan(500_000);
});

test('two cells share the chart: the first below the diagonal, the second above it', async () => {
  const dear: Cost = (a, b) => 3 * byDistance(a, b);
  const cells = [tourCell(SMALL, { subject: 'cas' }), tourCell(SMALL, { subject: 'store-load', cost: dear })];
  const { sentence, chart, table } = await show(cells, machineWith(SMALL));
  expect(sentence).toMatch(/^Below the diagonal, cas: nearest .* Above it, store-load: nearest /);
  for (const [row, column, ns] of matrixOf(chart).cells) {
    const expected = byDistance(SMALL[row], SMALL[column]) * (row > column ? 1 : 3);
    expect(Math.abs(ns / expected - 1)).toBeLessThan(0.1);
  }
  expect(chart?.options.scales).toMatchObject({
    x: { title: { text: ['CPU', 'below the diagonal: cas', 'above it: store-load'] } },
  });
  expect(table?.rows[1][1]).toMatch(/^2\d\.\d \(±\d\.\d %\)$/);
  expect(table?.rows[0][2]).toMatch(/^7\d\.\d/);
  expect(table?.rows[0][1]).toBe('–');
});

test('JavaScript is left out where WebAssembly was measured, and named', async () => {
  const cells = [tourCell(SMALL, { subject: 'cas', backend: 'js' }), tourCell(SMALL, { subject: 'cas' })];
  const { sentence, chart } = await show(cells, machineWith(SMALL));
  expect(sentence).toMatch(/Not shown: cas, JavaScript\.$/);
  expect(matrixOf(chart).names).toEqual(['cas, WebAssembly']);
});

test('pairs that were not visited stay empty, and their number is told', async () => {
  const cell = tourCell(LARGE, { subject: 'cas', share: 0.2, passes: 1 });
  const { sentence, chart } = await show([cell], machineWith(LARGE));
  expect(sentence).toMatch(
    /Measured: 1,\d\d\d of the 8,128 pairs of 128 CPUs; the others are empty\. Each pair was visited once, so its spread is not known\.$/,
  );
  expect(matrixOf(chart).cells).toHaveLength(cell.pairs?.length ?? 0);
});

test('CPUs that took no part are counted', async () => {
  const some = LARGE.slice(0, 8);
  const { sentence } = await show([tourCell(some, { subject: 'cas' })], machineWith(LARGE));
  expect(sentence).toContain('all 28 pairs of 8 CPUs (the machine has 128).');
});

test('a pair that stands out of its distance is named, with what the topology is worth', async () => {
  const lying: Cost = (a, b) => (a.cpu === 3 && b.cpu === 17 ? 90 : byDistance(a, b));
  const cell = tourCell(LARGE, { subject: 'cas', cost: lying });
  const { sentence } = await show([cell], machineWith(LARGE, 'virtual'));
  expect(sentence).toMatch(
    /1 pair stands out of its distance: CPUs 3 and 17 take \d\d\.\d ns, where same node is 4[45]\.\d ns\. The topology is what the hypervisor presents; it need not be that of the hardware\.$/,
  );
});

test('a topology that hides a border: its pairs are of two sorts', async () => {
  const claimed = LARGE.slice(0, 16).map((place) => ({ ...place, l3: 0 }));
  const real: Cost = (a, b) => (a.cpu < 8 === b.cpu < 8 ? 25 : 110);
  const { sentence } = await show(
    [tourCell(claimed, { subject: 'cas', cost: real })],
    machineWith(claimed, 'contradictory'),
  );
  expect(sentence).toMatch(
    /Pairs of same L3 fall into two groups, 2[45]\.\d ns and 1\d\d ns: the machine may have a border there that its topology does not tell\. The topology contradicts itself in places\.$/,
  );
});

test('a record without places: by number, one median, no borders', async () => {
  const machine = machineWith(SMALL);
  const { places, ...topology } = machine.topology;
  const { sentence, chart } = await show([tourCell(SMALL, { subject: 'cas' })], {
    ...machine,
    topology,
  } as LabResult['machine']);
  expect(sentence).toMatch(/The median of all pairs is 4\d\.\d ns\./);
  expect(matrixOf(chart)).toMatchObject({ cpus: [0, 1, 2, 3], borders: [] });
});

test('two CPUs have one pair; no pairs, no chart', async () => {
  const two = SMALL.slice(0, 2);
  const { sentence, chart } = await show([tourCell(two, { subject: 'cas' })], machineWith(two));
  expect(sentence).toMatch(/^CPUs 0 and 1 \(same L3\): 2\d\.\d ns\. Passes over a pair differ by ±\d\.\d %\.$/);
  expect(chart?.data.datasets).toHaveLength(1);
  const { pairs, ...none } = tourCell(two, { subject: 'cas' });
  expect(await show([none], machineWith(two))).toMatchObject({
    sentence: 'No chart: no cell with a score has figures of pairs of CPUs.',
    chart: null,
  });
});

test('figures of both directions are one pair; those of a coarse clock are left out', async () => {
  const cell = tourCell(SMALL, { subject: 'cas' });
  const pairs = [
    { cpus: [0, 1] as [number, number], ns: [20, 30] },
    { cpus: [1, 0] as [number, number], ns: [40] },
    { cpus: [2, 3] as [number, number], ns: [0] },
  ];
  const { chart } = await show([{ ...cell, pairs }], machineWith(SMALL));
  expect(matrixOf(chart).cells).toEqual([[1, 0, 30, 33, 0]]);
});

test('steps: few, ascending, and no edge within a crowd of equal values', () => {
  const crowds = [10, 25, 45, 110].flatMap((at) => Array.from({ length: 50 }, (_, i) => at * (0.95 + 0.002 * i)));
  const steps = heatSteps(crowds, 'ns');
  expect(steps.length).toBeLessThanOrEqual(HEAT_STEPS);
  const found = crowds.map((value) => stepOf(value, steps));
  expect(new Set(found).size).toBe(4);
  expect(found).toEqual([...found].sort((a, b) => a - b));
  expect(steps[0].label).toMatch(/^under \d+ ns$/);
  expect(steps[steps.length - 1].label).toMatch(/^\d+ ns and more$/);
});

test('steps: noise gets one colour, and one slow value does not flatten the others', () => {
  expect(heatSteps([40, 41, 42], 'ns').map(({ label }) => label)).toEqual(['40.0–42.0 ns']);
  const values = [...Array<number>(60).fill(20), ...Array<number>(60).fill(60), 20_000];
  const steps = heatSteps(values, 'ns');
  expect(stepOf(60, steps) - stepOf(20, steps)).toBeGreaterThanOrEqual(2);
  expect(stepOf(20_000, steps)).toBe(steps.length - 1);
});

test('colours: brightness alone tells the steps apart, and figures on them can be read', () => {
  for (const [colours, direction] of [
    [HEAT_PAPER, -1],
    [HEAT_NIGHT, 1],
  ] as const) {
    const steps = Array.from({ length: HEAT_STEPS }, (_, at) => luminance(colours[`--heat-${at + 1}`]));
    for (const [at, step] of steps.entries()) {
      expect(contrast(step, luminance(colours[`--heat-ink-${at + 1}`])), `ink ${at + 1}`).toBeGreaterThanOrEqual(4.5);
      if (at > 0) expect(contrast(step, steps[at - 1]), `step ${at + 1}`).toBeGreaterThan(1.2);
      if (at > 0) expect(Math.sign(step - steps[at - 1])).toBe(direction);
    }
  }
});

test('plain JSON; prepared, each cell has its text, mirrored where there is one cell; a picture of its size', async () => {
  const { chart } = await show([tourCell(SMALL, { subject: 'cas' })], machineWith(SMALL));
  if (chart === null) throw new Error('drew nothing');
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  const prepared = prepareChart({ ...chart }, () => '#000000', false) as {
    data: { datasets: { data: { x: number; y: number; text: string }[] }[] };
  };
  const points = prepared.data.datasets.flatMap(({ data }) => data);
  expect(points).toHaveLength(12);
  expect(points.find(({ x, y }) => x === 0 && y === 1)?.text).toMatch(
    /^CPUs 1 and 0: 2\d(\.\d)? ns ±\d(\.\d)? %, same L3$/,
  );
  const png = renderPng(chart);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1380, Math.floor(chart.heightPx * 1.5)]);
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
