import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeIndex } from '../../src/report/index.ts';
import { sampleRecord } from './sample.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crosscore-index-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('runs are listed newest first, linked to their page where there is one', () => {
  const record = sampleRecord();
  put(
    'ringbuf/old.json',
    JSON.stringify({ ...record, startedAt: '2026-01-01T00:00:00.000Z', headline: 'The old run.' }),
  );
  put('ringbuf/new & shiny.json', JSON.stringify({ ...record, headline: 'The <new> run.', complete: false }));
  put('ringbuf/new & shiny.html', '');
  const text = readFileSync(writeIndex(folder), 'utf8');
  expect(text.indexOf('The &lt;new&gt; run.')).toBeGreaterThan(0);
  expect(text.indexOf('The old run.')).toBeGreaterThan(text.indexOf('The &lt;new&gt; run.'));
  expect(text).toContain('<a href="ringbuf/new%20%26%20shiny.html">');
  expect(text).not.toContain('old.html');
  expect(text).toContain('interrupted');
  expect(text).toContain('1 broken cell');
});

test('bad files are a line each', () => {
  put('a/cut.json', '{"schema": "lab-res');
  put('a/later.json', JSON.stringify({ ...sampleRecord(), schemaVersion: '2.1' }));
  const text = readFileSync(writeIndex(folder), 'utf8');
  expect(text).toContain('<code>a/cut.json</code>: Expected JSON');
  expect(text).toContain('<code>a/later.json</code>: Expected schemaVersion 1.x, found &quot;2.1&quot;');
});

test('a stored noise floor is no run, and not a bad file', () => {
  put('calibration-9f3c01ab77de.json', '{"schema":"crosscore-calibration"}');
  put('ringbuf/calibration-unnamed.json', '{"schema":"crosscore-calibration"}');
  put('calibration-of-mine/cut.json', '{');
  const text = readFileSync(writeIndex(folder), 'utf8');
  expect(text).toContain('calibration-of-mine/cut.json');
  expect(text).not.toMatch(/calibration-(?:9f3c|unnamed)/);
});

test('an empty folder says how to begin', () => {
  expect(readFileSync(writeIndex(folder), 'utf8')).toContain('npm run lab');
});
