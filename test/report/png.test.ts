import { expect, test } from 'vitest';
import { renderPng } from '../../src/report/png.ts';
import { summarize } from '../../src/report/summary.ts';
import { loadView } from '../../src/report/view-folder.ts';
import { sampleRecord } from './sample.ts';

const record = sampleRecord();
const charts = await Promise.all(
  summarize(record).flatMap((summary) =>
    summary.section.views.map(async (name) => (await loadView(name)).build(record, summary.section, summary).chart),
  ),
);

function sizeOf(png: Buffer): { width: number; height: number } {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

test('every chart of the sample becomes a PNG of its size, one after another in one process', () => {
  for (const chart of charts) {
    if (chart === null) throw new Error('the sample has a view without a chart');
    expect(sizeOf(renderPng(chart))).toEqual({ width: 1380, height: Math.floor(chart.heightPx * 1.5) });
  }
});

test('the same chart gives the same bytes', () => {
  const [chart] = charts;
  if (chart === null) throw new Error('the sample has a view without a chart');
  expect(renderPng(chart).equals(renderPng(chart))).toBe(true);
});

test('text is drawn: the same chart with other labels looks different', () => {
  const [chart] = charts;
  if (chart === null) throw new Error('the sample has a view without a chart');
  const labels = chart.data.labels?.map((label) => label.replace('spsc', 'SPSC'));
  expect(renderPng(chart).equals(renderPng({ ...chart, data: { ...chart.data, labels: labels ?? [] } }))).toBe(false);
});
