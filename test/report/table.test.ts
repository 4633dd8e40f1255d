import { expect, test } from 'vitest';
import type { LabResult } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { renderTable } from '../../src/report/table.ts';
import { textWidth } from '../../src/report/text-width.ts';
import { sampleRecord } from './sample.ts';

const record = sampleRecord();
const summaries = summarize(record);

function widest(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

test.for([80, 50, 30])('every table fits %i columns', (columns) => {
  for (const summary of summaries) {
    expect(widest(renderTable(summary, { columns, colour: false }))).toBeLessThanOrEqual(columns);
  }
});

test('at 80 columns a row has subject, back end, median, interval, ratio, verdict, trials and marks', () => {
  const lines = renderTable(summaries[0], { columns: 80, colour: false }).split('\n');
  expect(lines[0].split(/ {2,}/)).toEqual(['subject', 'run as', 'M items/s', '95 %', 'ratio', 'verdict', 'trials']);
  expect(lines.find((line) => line.startsWith('spsc-cached     wasm'))).toMatch(
    /^spsc-cached +wasm +\d+ +\d+–\d+ +1\d\.\d +faster +█{6}$/,
  );
  expect(lines.find((line) => line.startsWith('spsc-fastflow   js'))).toMatch(/inconclusive .* ab$/);
});

test('footnotes explain every mark', () => {
  const text = renderTable(summaries[0], { columns: 80, colour: false });
  expect(text).toMatch(/^a {2}noise\/spread: /m);
  expect(text).toMatch(/^b {2}noise\/bimodal: /m);
  expect(text).toContain('within this process');
  expect(text).toContain('3.1 % count as none');
});

test('a broken cell shows its reason instead of a score', () => {
  const text = renderTable(summaries[0], { columns: 80, colour: false });
  expect(text).toMatch(/mpmc-scq +wasm +– +broken\n {4}Trial 4: consumer 1 took item 88,214 twice/);
  expect(text).toMatch(/mutex-ring +js +– +no result\n/);
});

test('narrow terminals lose the trials, then the interval, the verdict and the ratio', () => {
  const lost: string[] = [];
  for (let columns = 90; columns >= 20; columns--) {
    const [head] = renderTable(summaries[3], { columns, colour: false }).split('\n');
    lost.push(...['trials', '95 %', 'verdict', 'ratio'].filter((name) => !head.includes(name) && !lost.includes(name)));
  }
  expect(lost).toEqual(['trials', '95 %', 'verdict', 'ratio']);
});

test('a sweep shows the swept parameter', () => {
  expect(renderTable(summaries[1], { columns: 80, colour: false }).split('\n')[0]).toContain('batch');
});

test('colour is added only when asked for', () => {
  const escapes = (text: string) => text.split('\u001b[').length - 1;
  expect(escapes(renderTable(summaries[0], { columns: 80, colour: false }))).toBe(0);
  expect(escapes(renderTable(summaries[0], { columns: 80, colour: true }))).toBeGreaterThan(10);
});

test('labels cannot steer the terminal, and wide characters count twice', () => {
  const [first, ...cells] = record.cells;
  const hostile: LabResult = { ...record, cells: [{ ...first, label: '\u001b[2J環状緩衝器リング\u202e' }, ...cells] };
  const text = renderTable(summarize(hostile)[0], { columns: 80, colour: false });
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
