import { expect, test } from 'vitest';
import { labelAxis, labelLines } from '../../src/report/label-axis.ts';
import { renderPng } from '../../src/report/png.ts';
import { build, recordOf, threadCell } from './thread-cells.ts';

const VIEWS = ['scaling', 'fairness', 'breakdown', 'knee', 'lost-updates'];

/** Cells that every one of the views can draw; with `most` threads in the largest. */
function cells(most: number) {
  return (['js', 'wasm'] as const).flatMap((backend) =>
    [1, 2, 4, most].map((threads) =>
      threadCell({
        scenario: 'contended',
        subject: 'ticket',
        backend,
        threads,
        value: 1e7 / threads,
        figures: (trial, ops) => ({ lost: (ops * trial) / 100 }),
      }),
    ),
  );
}

test.for(VIEWS)('%s: plain JSON, a sentence with numbers, and a picture of its size', async (view) => {
  for (const most of [8, 16]) {
    const { chart, sentence, table } = await build(view, recordOf(cells(most), { x: 'threads', views: [view] }));
    if (chart === null) throw new Error(`${view} drew nothing: ${sentence}`);
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
    expect(sentence).toMatch(/^[A-Z].*\d.*\.$/);
    for (const row of table?.rows ?? []) expect(row).toHaveLength(table?.head.length ?? 0);
    const png = renderPng(chart);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1380, Math.floor(chart.heightPx * 1.5)]);
  }
});

test('names beside bars break behind commas, so that they fit a narrow screen', () => {
  expect(labelLines('ticket, threads 16, WebAssembly')).toEqual(['ticket, threads 16,', 'WebAssembly']);
  expect(labelLines('mcs, threads 2, JavaScript')).toEqual(['mcs, threads 2, JavaScript']);
  expect(labelLines('a-name-that-is-longer-than-a-line')).toEqual(['a-name-that-is-longer-than-a-line']);
  expect(labelAxis(['a', 'b, c'])).toMatchObject({
    marks: [
      { value: 0, label: ['a'] },
      { value: 1, label: ['b, c'] },
    ],
  });
});
