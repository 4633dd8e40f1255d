import { expect, test } from 'vitest';
import type { LabResult } from '../../src/report/schema.ts';
import { type SectionSummary, summarize } from '../../src/report/summary.ts';
import { loadView, viewNames } from '../../src/report/view-folder.ts';
import { sampleRecord } from './sample.ts';

const record = sampleRecord();
const summaries = summarize(record);

interface Dataset {
  readonly label: string;
  readonly type?: string;
  readonly data: readonly { x: number | null; y: number | string; xMin?: number; text?: string; figure?: string }[];
}

async function build(name: string, summary: SectionSummary, from: LabResult = record) {
  const view = await loadView(name);
  const result = view.build(from, summary.section, summary);
  return { ...result, datasets: (result.chart?.data.datasets ?? []) as unknown as readonly Dataset[] };
}

test('the folder is the list of views, and each is named like its file', async () => {
  expect(viewNames()).toEqual(expect.arrayContaining(['strategies', 'trials']));
  for (const name of viewNames()) expect((await loadView(name)).name).toBe(name);
});

test('an unknown view is one sentence that lists those there are', async () => {
  await expect(loadView('swep')).rejects.toThrow(
    /^Expected a view \(backends, .*, waiting\), found "swep"; correct the section or add such a view\.$/,
  );
  await expect(loadView('../schema')).rejects.toThrow('Expected a view');
});

test('every view is plain JSON, and says in a sentence what it shows', async () => {
  for (const summary of summaries) {
    for (const name of summary.section.views) {
      const { chart, sentence } = await build(name, summary);
      expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
      expect(sentence).toMatch(/^[A-Z].*\d.*\.$/);
    }
  }
});

test('every view has a sentence instead of a chart where there is nothing to show', async () => {
  const cells = record.cells.map((cell) => ({ ...cell, trials: [], error: 'It crashed.' }));
  const [empty] = summarize({ ...record, cells });
  for (const name of viewNames()) {
    const { chart, sentence } = await build(name, empty, { ...record, cells });
    expect(chart).toBeNull();
    expect(sentence).toMatch(/^No chart: /);
  }
});

test('strategies: bars stand at their own label, best first, and cells without a score are named', async () => {
  const { chart, datasets, sentence } = await build('strategies', summaries[0]);
  const labels = chart?.data.labels ?? [];
  expect(labels[0]).toBe('spsc-batch');
  expect(sentence).toMatch(/^Best median: spsc-batch, WebAssembly, with \d+ M items\/s/);
  for (const { data } of datasets) expect(data.map(({ y }) => y)).toEqual(labels);
  const [js, wasm] = datasets;
  expect(js.data[labels.indexOf('mutex-ring')]).toMatchObject({ x: 0, figure: 'no result' });
  expect(wasm.data[labels.indexOf('mpmc-scq')]).toMatchObject({ x: 0, figure: 'broken' });
  expect(wasm.data[labels.indexOf('message-port')]).toEqual({ y: 'message-port', x: null });
});

test('strategies: a best that the trials do not tell apart from the next is not called better', async () => {
  const [first, second] = [...summaries[0].rows].sort((a, b) => (b.median ?? 0) - (a.median ?? 0));
  const twin = {
    ...second.cell,
    trials: first.cell.trials.map((trial) => ({ ...trial, ops: Math.round(trial.ops * 0.999) })),
  };
  const changed = { ...record, cells: record.cells.map((cell) => (cell === second.cell ? twin : cell)) };
  const { sentence } = await build('strategies', summarize(changed)[0], changed);
  expect(sentence).toContain(`It is not clearly better than ${second.label}, WebAssembly.`);
});

test('sweep: the law that made the data is found again', async () => {
  const { table, datasets } = await build('sweep', summaries[1]);
  const head = table?.head ?? [];
  const row = table?.rows.find(([name]) => name === 'spsc-lamport, JavaScript') ?? [];
  expect(Number.parseFloat(row[head.indexOf('a, ns')])).toBeCloseTo(6.1, 0);
  expect(Math.abs(Number.parseFloat(row[head.indexOf('b, ns')]) - 76)).toBeLessThan(3);
  expect(datasets.filter(({ type }) => type === 'line')).toHaveLength(6);
});

test('sweep: no law, no curve', async () => {
  const { section, ...rest } = summaries[1];
  const { datasets, table } = await build('sweep', { ...rest, section: { ...section, law: null } });
  expect(datasets.some(({ type }) => type === 'line')).toBe(false);
  expect(table?.head).not.toContain('a, ns');
});

test('percentiles: rise along each line, and those without samples beyond them are left out', async () => {
  const { datasets, table } = await build('percentiles', summaries[2]);
  for (const { data } of datasets) {
    const ys = data.map(({ y }) => Number(y));
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
  }
  expect(table?.head.slice(-3)).toEqual(['p99.9', 'p99.99', 'largest']);
  expect(table?.rows[0][1]).toBe('20,000');
});

test('percentiles: a histogram that does not decode is left out', async () => {
  const cells = record.cells.map((cell) =>
    cell.latency === undefined ? cell : { ...cell, latency: { ...cell.latency, hdr: 'nonsense' } },
  );
  const changed = { ...record, cells };
  expect((await build('percentiles', summarize(changed)[2], changed)).sentence).toContain('No chart');
});

test('backends: subjects that have both, by ratio, without those that broke', async () => {
  const { table, sentence } = await build('backends', summaries[0]);
  expect(sentence).toMatch(/^As WebAssembly the same source is between /);
  const names = table?.rows.map(([name]) => name) ?? [];
  expect(names).toHaveLength(8);
  expect(names).not.toContain('mpmc-scq');
  expect(names).not.toContain('message-port');
  const ratios = table?.rows.map(([, ratio]) => Number(ratio)) ?? [];
  expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
});

test('waiting: CPU time is that of all threads, for one operation', async () => {
  const { table } = await build('waiting', summaries[3]);
  const [spin, , , park] = table?.rows ?? [];
  const busy = table?.head.indexOf('CPUs busy') ?? -1;
  expect(spin[busy]).toBe('2.00');
  expect(park[busy]).toBe('0.82');
});

test('trials: every trial is a dot at its time, and the furthest is named', async () => {
  const { datasets, sentence } = await build('trials', summaries[0]);
  const dots = datasets.flatMap(({ data }) => data);
  expect(dots).toHaveLength(200);
  expect(Math.min(...dots.map(({ x }) => Number(x)))).toBe(0);
  expect(sentence).toContain('spsc-fastflow, JavaScript');
});
