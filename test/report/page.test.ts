import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { html, jsonScript, safeLink } from '../../src/report/html.ts';
import { renderPage } from '../../src/report/page.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { sampleRecord } from './sample.ts';

const HOSTILE = `</script><img src=x onerror="alert('1')"><!--`;
const source = { fileName: 'run.json', sha256: 'f00d' };
const page = await renderPage(sampleRecord(), source);

/** Every text that a record may carry into the page, made hostile. */
function hostileRecord(): LabResult {
  const record = sampleRecord();
  const id = (text: string) => `${text}${HOSTILE}`;
  return {
    ...record,
    headline: HOSTILE,
    command: HOSTILE,
    runId: HOSTILE,
    startedAt: HOSTILE,
    lab: { ...record.lab, name: HOSTILE, commit: HOSTILE },
    machine: { ...record.machine, label: HOSTILE, profile: HOSTILE, cpu: { ...record.machine.cpu, model: HOSTILE } },
    answers: [{ question: HOSTILE, answer: HOSTILE }],
    cells: record.cells.map((cell) => ({ ...cell, id: id(cell.id), subject: id(cell.subject) })),
    sections: record.sections.map((section) => ({
      ...section,
      id: id(section.id),
      title: HOSTILE,
      question: HOSTILE,
      cells: section.cells.map(id),
      baseline: section.baseline === null ? null : id(section.baseline),
    })),
    subjects: record.subjects.map((subject) => ({
      ...subject,
      name: HOSTILE,
      facts: { [HOSTILE]: HOSTILE },
      sources: [{ who: HOSTILE, year: 1983, what: HOSTILE, url: 'javascript:alert(1)' }],
    })),
    claims: record.claims.map((claim) => ({
      ...claim,
      title: HOSTILE,
      sentence: HOSTILE,
      evidence: { [HOSTILE]: HOSTILE },
    })),
    notMeasured: [{ what: HOSTILE, reason: HOSTILE }],
    warnings: [{ code: HOSTILE, severity: 'warn', message: HOSTILE, evidence: { [HOSTILE]: HOSTILE }, cure: HOSTILE }],
  };
}

test('the template escapes text, keeps markup, and leaves nothing for what is absent', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"'}">${inner}${null}${undefined}${false}${[1, '&', inner]}</p>`.text).toBe(
    '<p title="&quot;"><b>&lt;i&gt;</b>1&amp;<b>&lt;i&gt;</b></p>',
  );
  expect(jsonScript('data', { text: HOSTILE }).text).not.toContain('</script><');
  expect(safeLink('javascript:alert(1)')).toBeNull();
  expect(safeLink('https://example.org')).toBe('https://example.org');
});

test('the page keeps its order: answer, doubts, sections, claims, method, file', () => {
  const headings = [...page.matchAll(/<h([123])[^>]*>(.*?)<\/h\1>/gs)].map(
    ([, level, text]) => `${level} ${text.replaceAll(/<[^>]*>/g, '')}`,
  );
  expect(headings).toMatchInlineSnapshot(`
    [
      "1 Use spsc-batch where one thread feeds one other: as WebAssembly it moves 196 M items a second here, 16 times what a Lamport ring moves as JavaScript.",
      "2 The machine, and what to doubt",
      "3 Measured on",
      "3 Keep in mind",
      "2 One item at a time",
      "3 Strategies compared",
      "3 What JavaScript costs over WebAssembly",
      "3 Every trial, in measured order",
      "2 What batching pays",
      "3 Cost per operation",
      "2 Round trips",
      "3 Latency percentiles",
      "2 How to wait",
      "3 Latency against CPU time",
      "2 The strategies",
      "2 Claims, and whether they held",
      "3 Batching pays: held",
      "3 Cached indices beat shared ones: held",
      "3 A lock costs more than any lock-free ring: undecided",
      "3 Indices on one line cost a factor of 4: did not hold",
      "2 Not measured",
      "2 Warnings",
      "2 How it was measured",
      "2 Run it again",
    ]
  `);
});

test('each chart has its sentence above it, as its name, and a picture for readers without scripts', () => {
  const figures = [
    ...page.matchAll(
      /<p>([^<]*)<\/p>\s*<figure id="([^"]*)">\s*<div class="canvas"><canvas role="img" aria-label="([^"]*)">.*?<img src="(data:image\/png;base64,[^"]*)" alt="([^"]*)"/gs,
    ),
  ];
  expect(figures.map(([, , id]) => id)).toEqual([
    's-one-at-a-time-strategies',
    's-one-at-a-time-backends',
    's-one-at-a-time-trials',
    's-batching-sweep',
    's-round-trip-percentiles',
    's-waiting-waiting',
  ]);
  for (const [, sentence, , name, , alt] of figures) expect([name, alt]).toEqual([sentence, sentence]);
});

test('broken cells show why, and no score', () => {
  const reason = page.indexOf('Trial 4: consumer 1');
  const row = page.slice(page.lastIndexOf('<tr>', reason), reason);
  expect(row).toContain('<span class="bad">broken</span>');
  expect(row).not.toContain('<rect');
});

test('the page says what was not measured, how to run it again, and which file it shows', () => {
  for (const text of [
    'needs 2 NUMA nodes, this machine has 1',
    'npm run lab:ringbuf -- --seed 42',
    'run.json',
    'f00d',
    '3.1 %',
  ]) {
    expect(page).toContain(text);
  }
});

test('the policy allows exactly the scripts and the style of the page', () => {
  const [, policy] = page.match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/) ?? [];
  const hash = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => hash(text));
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => hash(text));
  expect(scripts).toHaveLength(4);
  expect(policy).toBe(
    `default-src &#39;none&#39;; script-src ${scripts.join(' ')}; style-src ${styles.join(' ')}; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  );
});

test('nothing in the page is loaded from elsewhere', () => {
  const markup = page.replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
  const loads = [...markup.matchAll(/\s(?:src|srcset|data|poster)="([^"]*)"/g)].map(([, address]) =>
    address.slice(0, 15),
  );
  expect(new Set(loads)).toEqual(new Set(['data:image/png;']));
  expect(markup).not.toMatch(/<(?:link|iframe|object|embed|base)\b/);
});

test('hostile texts appear as text only', async () => {
  const hostile = await renderPage(hostileRecord(), { fileName: HOSTILE, sha256: HOSTILE });
  const count = (text: string, part: string) => text.split(part).length - 1;
  expect(count(hostile, '</script>')).toBe(count(page, '</script>'));
  expect(hostile).not.toContain('<img src=x');
  expect(hostile).not.toContain('javascript:');
  expect(hostile).toContain('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&lt;!--');
});

test('the same record gives the same page', async () => {
  expect((await renderPage(sampleRecord(), source)) === page).toBe(true);
});

test('a report is written beside its file and names the hash of its bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crosscore-report-'));
  try {
    const text = JSON.stringify(sampleRecord());
    writeFileSync(join(folder, 'run.json'), text);
    const written = await writeReport(join(folder, 'run.json'));
    expect(written).toBe(join(folder, 'run.html'));
    expect(readFileSync(written, 'utf8')).toContain(createHash('sha256').update(text).digest('hex'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
