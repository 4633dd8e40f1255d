import { expect, test } from 'vitest';
import type { LabResult } from '../../src/report/schema.ts';
import { build, machineOf, recordOf, threadCell } from './thread-cells.ts';

const STRIDES = [4, 8, 16, 32, 64, 128, 256];
/** Name, ns below the knee and above it, and where it is. */
const WRITERS = [
  ['plain', 12, 3, 64],
  ['atomic', 60, 6, 128],
  ['flat', 5, 5, 64],
] as const;

const cells = WRITERS.flatMap(([subject, high, low, at]) =>
  STRIDES.map((strideBytes) =>
    threadCell({
      scenario: 'add',
      subject,
      backend: 'wasm',
      threads: 2,
      value: 1e9 / (strideBytes < at ? high : low),
      params: { strideBytes },
    }),
  ),
);
const swept = { x: 'strideBytes', views: ['knee'] };

function annotationsOf(options: unknown): Record<string, unknown> {
  return (options as { plugins: { annotation: { annotations: Record<string, unknown> } } }).plugins.annotation
    .annotations;
}

test('knee: a line at each knee, its factor in the sentence, and who has none', async () => {
  const { sentence, chart, datasets, table } = await build('knee', recordOf(cells, swept));
  expect(sentence).toMatch(
    /^The cost falls by a step where strideBytes grows: plain, WebAssembly at 64 \((3\.9|4\.0)\d times cheaper\); atomic, WebAssembly at 128 \((9\.\d\d|10\.\d) times cheaper\)\. No step by a factor of 1\.3 or more: flat, WebAssembly\.$/,
  );
  expect(datasets.map(({ data }) => data.map(({ x }) => x))).toEqual([STRIDES, STRIDES, STRIDES]);
  expect(Object.keys(annotationsOf(chart?.options))).toEqual(['at64', 'at128']);
  expect(table?.rows.map((row) => row.at(-2))).toEqual(['64', '128', '–']);
});

test('knee: the cache line is marked where the record knows its size', async () => {
  const { cpu, ...machine } = machineOf(2);
  const known = { ...machine, cpu: { ...cpu, cacheLineBytes: 64 } } as LabResult['machine'];
  const { sentence, chart } = await build('knee', recordOf(cells, swept, { machine: known }));
  expect(sentence).toMatch(/The machine says that a cache line has 64 bytes\.$/);
  expect(annotationsOf(chart?.options)).toMatchObject({
    at64: { xMin: 64, label: { content: ['cache line', 'knee'] } },
    at128: { label: { content: ['knee'] } },
  });
});

test('knee: without a sweep there is nothing to draw', async () => {
  const { sentence, chart } = await build('knee', recordOf(cells, { x: null, views: ['knee'] }));
  expect(sentence).toBe('No chart: no cell of a sweep has a score.');
  expect(chart).toBeNull();
});
