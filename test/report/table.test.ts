import { expect, test } from 'vitest';
import type { LabResult } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { markDoubts, renderLegend, renderTable } from '../../src/report/table.ts';
import { textWidth } from '../../src/report/text-width.ts';
import { sampleRecord } from './sample.ts';

const record = sampleRecord();
const summaries = summarize(record);
const marks = markDoubts(summaries);

function widest(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

test.for([80, 50, 30])('every table, and the legend, fit %i columns', (columns) => {
  for (const summary of summaries) {
    expect(widest(renderTable(summary, { columns, colour: false, marks }))).toBeLessThanOrEqual(columns);
  }
  expect(widest(renderLegend({ columns, colour: false, marks }))).toBeLessThanOrEqual(columns);
});

test('at 80 columns a row has subject, back end, median, interval, ratio, verdict, trials and marks', () => {
  const lines = renderTable(summaries[0], { columns: 80, colour: false, marks }).split('\n');
  expect(lines[0].split(/ {2,}/)).toEqual(['subject', 'run as', 'M items/s', '95 %', 'ratio', 'verdict', 'trials']);
  expect(lines.find((line) => line.startsWith('spsc-cached     wasm'))).toMatch(
    /^spsc-cached +wasm +\d+ +\d+–\d+ +1\d\.\d +faster +█{6}$/,
  );
  expect(lines.find((line) => line.startsWith('spsc-fastflow   js'))).toMatch(/inconclusive .* ab$/);
});

test('the legend explains each letter of the run once, and every table uses the same letters', () => {
  const legend = renderLegend({ columns: 200, colour: false, marks });
  const codes = summaries.flatMap(({ rows }) => rows.flatMap((row) => row.doubts.map(({ code }) => code)));
  expect([...marks.keys()].sort()).toEqual([...new Set(codes)].sort());
  expect(legend.match(/^[a-z] {2}\S+(?=: )/gm)).toEqual([...marks].map(([code, mark]) => `${mark}  ${code}`));
  expect(legend).toContain('within this process');
  expect(marks.get('noise/spread')).toBe('a');
});

test('the ratio is explained where it is shown, and a narrow table says what it left out', () => {
  const wide = renderTable(summaries[0], { columns: 80, colour: false, marks });
  expect(wide).toContain('3.1 % count as none');
  expect(wide).not.toContain('Left out');
  const narrow = renderTable(summaries[0], { columns: 52, colour: false, marks });
  expect(narrow).not.toContain('count as none');
  expect(narrow.replaceAll('\n', ' ')).toContain('Left out, as the terminal is narrow: 95 %, ratio, trials.');
  expect(narrow).toContain('inconclusive');
});

test('a broken cell shows its reason instead of a score', () => {
  const text = renderTable(summaries[0], { columns: 80, colour: false, marks });
  expect(text).toMatch(/mpmc-scq +wasm +– +broken\n {4}Trial 4: consumer 1 took item 88,214 twice/);
  expect(text).toMatch(/mutex-ring +js +– +no result\n/);
});

test('narrow terminals lose the trials, then the interval, the ratio and the verdict', () => {
  const lost: string[] = [];
  for (let columns = 90; columns >= 20; columns--) {
    const [head] = renderTable(summaries[3], { columns, colour: false, marks }).split('\n');
    lost.push(...['trials', '95 %', 'ratio', 'verdict'].filter((name) => !head.includes(name) && !lost.includes(name)));
  }
  expect(lost).toEqual(['trials', '95 %', 'ratio', 'verdict']);
});

test('a sweep shows the swept parameter', () => {
  expect(renderTable(summaries[1], { columns: 80, colour: false, marks }).split('\n')[0]).toContain('batch');
});

test('colour is added only when asked for', () => {
  const escapes = (text: string) => text.split('\u001b[').length - 1;
  expect(escapes(renderTable(summaries[0], { columns: 80, colour: false, marks }))).toBe(0);
  expect(escapes(renderTable(summaries[0], { columns: 80, colour: true, marks }))).toBeGreaterThan(10);
});

test('labels cannot steer the terminal, and wide characters count twice', () => {
  const [first, ...cells] = record.cells;
  const hostile: LabResult = { ...record, cells: [{ ...first, label: '\u001b[2J環状緩衝器リング\u202e' }, ...cells] };
  const text = renderTable(summarize(hostile)[0], { columns: 80, colour: false, marks });
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202e');
  expect(text).toContain('環状');
  expect(widest(text)).toBeLessThanOrEqual(80);
});

test('text width counts columns, not characters', () => {
  expect(textWidth('ring')).toBe(4);
  expect(textWidth('環')).toBe(2);
  expect(textWidth('e\u0301')).toBe(1);
});
