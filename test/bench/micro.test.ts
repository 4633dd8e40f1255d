import { beforeAll, expect, test } from 'vitest';
import { MicroLoop } from '../../bench/micro/loop.ts';
import { measureRow } from '../../bench/micro/measure.ts';
import { type MicroRow, microRows, needsServer } from '../../bench/micro/rows.ts';
import { type MeasuredRow, microTable } from '../../bench/micro/table.ts';
import type { RingSpec, Words } from '../../src/contract.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { discover } from '../../src/registry.ts';
import { IS_QUICK } from '../quick.ts';

const { subjects } = await discover();
const rows = microRows(subjects);
/** All, or one for each loop: what the subjects do is for other tests. */
const run = IS_QUICK ? [...new Map(rows.map((row) => [`${row.role} ${row.entry} ${row.burst}`, row])).values()] : rows;

/** What a row's loop is compiled from. */
const kernelOf = (row: MicroRow) => ({ entry: row.entry, ...(row.subject && { subject: row.subject.path }) });
// With one compiler for all; the tests find them in the cache.
beforeAll(() => buildKernels(run.filter((row) => row.backends.includes('wasm')).map(kernelOf)));

test('every subject that does without a server has a row in each of its back ends', () => {
  const measured = new Set(rows.flatMap(({ subject }) => (subject ? [subject.spec.name] : [])));
  const missing = subjects.filter(({ spec }) => !measured.has(spec.name));
  expect(missing.filter(({ spec }) => !needsServer(spec)).map(({ spec }) => spec.name)).toEqual([]);
});

test.each(run.filter((row) => row.backends.includes('js')))('$group: $operation runs as JavaScript', async (row) => {
  expect(await runOnce(row, null)).toBeGreaterThan(0);
});

test.each(run.filter((row) => row.backends.includes('wasm')))('$group: $operation runs as WebAssembly', async (row) => {
  const [wasm] = await buildKernels([kernelOf(row)]);
  expect(await runOnce(row, new WebAssembly.Module(wasm))).toBeGreaterThan(0);
});

test('a ring that holds less than a burst is reported, not timed', async () => {
  const row = rows.find(
    (one) => one.subject?.spec.kind === 'ring' && one.burst > 1 && !one.subject.spec.peer,
  ) as MicroRow;
  const ring = row.subject?.spec as RingSpec;
  const small = { ...row, init: (words: Words) => ring.init(words, 4, 1) };
  await expect(runOnce(small, null)).rejects.toThrow(/expected 128 right answers, found \d+ wrong/);
});

test('a row is measured in as many trials as asked for, each of whole bursts', async () => {
  const row = rows.find(({ role }) => role === 'emptyLoop') as MicroRow;
  const cost = await measureRow(row, 'js', null, { trials: 3, trialMs: 1 });
  expect(cost.trials).toBe(3);
  expect(cost.operationsPerTrial % 64).toBe(0);
  expect(cost.medianNs).toBeGreaterThan(0);
});

test('the table keeps to 80 columns and shows a dash for a back end that a subject lacks', () => {
  const costs = (row: MicroRow) =>
    row.backends.map((backend) => ({ backend, medianNs: 123456.7, madNs: 12345.6, trials: 3, operationsPerTrial: 64 }));
  const table = microTable(rows.map((row): MeasuredRow => ({ row, costs: costs(row) })));
  const lines = table.split('\n');
  expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  expect(lines.find((line) => line.includes('ringbuf-js'))).toMatch(/–$/);
});

async function runOnce(row: MicroRow, kernel: WebAssembly.Module | null): Promise<number> {
  const loop = new MicroLoop(row, kernel);
  try {
    return await loop.run(128);
  } finally {
    await loop.close();
  }
}
