import { expect, test } from 'vitest';
import { build, recordOf, threadCell } from './thread-cells.ts';

/** Operations per second: 2 ns and 100 ns, 5 ns and 110 ns. */
const COSTS = [
  ['load', 'near', 2],
  ['load', 'far', 100],
  ['add', 'near', 5],
  ['add', 'far', 110],
] as const;

const cells = COSTS.map(([subject, where, ns], i) => ({
  ...threadCell({ scenario: 'x', subject, backend: 'wasm', threads: 1, value: 1e9 / ns, params: { case: i } }),
  label: `${subject}, ${where}, same-l3`,
}));
const shown = { x: null, views: ['cases'] };

test('cases: a row for each case, a point for each subject that does not cover another', async () => {
  const { sentence, chart, datasets, table } = await build('cases', recordOf(cells, shown));
  expect(datasets.map(({ label }) => label)).toEqual(['load', 'add']);
  const heights = datasets.flatMap(({ data }) => data.map(({ y }) => y));
  expect(new Set(heights).size).toBe(4);
  expect(heights.map((y) => Math.round(Number(y) + 1))).toEqual([1, 2, 1, 2]);
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  expect(sentence).toMatch(
    /^The widest spans: load takes (1\.9\d|2\.0\d) ns in the cheapest case \(near, same-l3\) and (9\d\.\d|10\d) ns in the dearest \(far, same-l3\); in one case \(near, same-l3\) the cost goes from .* \(load\) to .* \(add\)\.$/,
  );
  expect(table?.head).toEqual(['case', 'load, ns', 'add, ns']);
  expect(table?.rows.map(([name]) => name)).toEqual(['near, same-l3', 'far, same-l3']);
});

test('cases: what was not measured is a dash, and back ends are series of their own', async () => {
  const twin = { ...cells[0], id: 'twin', backend: 'js' as const };
  const { table } = await build('cases', recordOf([...cells.slice(0, 3), twin], shown));
  expect(table?.head).toEqual(['case', 'load, WebAssembly, ns', 'add, WebAssembly, ns', 'load, JavaScript, ns']);
  expect(table?.rows[1].slice(2)).toEqual(['–', '–']);
});

test('cases: without a score there is nothing to draw', async () => {
  const failed = cells.map((cell) => ({ ...cell, trials: [], error: 'It crashed.' }));
  const { sentence, chart } = await build('cases', recordOf(failed, shown));
  expect(sentence).toBe('No chart: no cell has a score.');
  expect(chart).toBeNull();
});
