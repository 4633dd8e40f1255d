/** Texts in a record that would do something where they are shown: in a page, in a browser, in a terminal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { renderDiagnosis } from '../../src/cli/doctor-print.ts';
import { printMachine, printResult } from '../../src/cli/lab-print.ts';
import type { Output } from '../../src/cli/output.ts';
import { topologyText } from '../../src/cli/topology-text.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { writeIndex } from '../../src/report/index.ts';
import { renderPage } from '../../src/report/page.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { writeWhole } from '../../src/report/write.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { HOSTILE, planted } from './fixtures/hostile-texts.ts';

const RUNS = process.env.CI ? 300 : 40;
const HARMLESS = 'harmless';
const fragment = fc.constantFrom(
  '<',
  '>',
  '"',
  "'",
  '&',
  '`',
  '</',
  '<!--',
  '-->',
  'script',
  '\0',
  '\u2028',
  '\ud800',
  ' ',
  'on=',
);
const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
);

const source = (text: string) => ({ fileName: text, sha256: text });
/** The page's tags in order, with the names of their attributes. */
function tagsOf(page: string): string[] {
  const markup = page.replaceAll(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2></$1>');
  return [...markup.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, '=""'));
}

describe('a page', async () => {
  const tags = tagsOf(await renderPage(planted(HARMLESS), source(HARMLESS)));

  test('has the same elements and attributes, whatever the texts of the record are', async () => {
    expect(tags.length).toBeGreaterThan(200);
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const record = readResult(JSON.stringify(planted(text)));
        expect(tagsOf(await renderPage(record, source(text)))).toEqual(tags);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((text) => [text]) },
    );
  });
});

/** Where words for a terminal go, and what has come. */
function terminal(columns: number, colour: boolean): { output: Output; said: () => string } {
  const lines: string[] = [];
  const output = { columns, colour, line: (text = '') => void lines.push(text) } as unknown as Output;
  return { output, said: () => lines.join('\n') };
}

/** What a terminal obeys: control characters but for line ends, our own colours, and marks that turn the direction of writing. */
function orders(said: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return said.replaceAll(/\u001b\[\d+m|\n/g, '').match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu) ?? [];
}

describe('a terminal', () => {
  test('gets no control characters from the texts of a record, at any width, with colours or without', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 40, max: 200 }), fc.boolean(), (text, columns, colour) => {
        const { output, said } = terminal(columns, colour);
        const record = planted(text) as LabResult;
        printResult(output, record, summarize(record), { page: 'page.html', stopped: true });
        expect(said()).toContain('page.html');
        expect(orders(said()), JSON.stringify(said())).toEqual([]);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((text) => [text, 80, false]) },
    );
  });

  test('gets none from what a machine says of itself', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 40, max: 200 }), (text, columns) => {
        const { output, said } = terminal(columns, false);
        const { machine, environment } = planted(text);
        const plan = { cells: [{ threads: 1, placement: { sentence: text } }] };
        const settings = { blocks: 1, trialsPerVisit: 1, trialMs: 1 };
        printMachine(
          ...([output, machine, environment.before, plan, { seed: 1 }, settings] as unknown as Parameters<
            typeof printMachine
          >),
        );
        const about = { title: text, model: text, caches: [], quota: null };
        for (const line of topologyText(readTopology(), about, columns)) output.line(line);
        const finding = {
          what: text,
          verdict: 'disturbs',
          sentence: text,
          evidence: [{ source: text, value: text }],
          fix: null,
        };
        const diagnosis = { findings: [finding], verdict: text } as unknown as Parameters<typeof renderDiagnosis>[0];
        output.line(renderDiagnosis(diagnosis, columns));
        expect(orders(said()), JSON.stringify(said())).toEqual([]);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((text) => [text, 80]) },
    );
  });
});

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const hasBrowser = existsSync(CHROMIUM);

test.skipIf(!hasBrowser)(
  `a browser runs nothing, asks for nothing, says nothing, and finds the same elements${hasBrowser ? '' : ` (skipped: there is no ${CHROMIUM})`}`,
  async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    onTestFinished(() => browser.close());
    const opened = await browser.newPage();
    const events: string[] = [];
    for (const event of ['dialog', 'pageerror', 'download', 'popup'] as const)
      opened.on(event as 'dialog', () => events.push(event));
    opened.on('console', (message) => events.push(message.text()));
    let address = '';
    opened.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:image/png')) events.push(request.url());
    });
    /** Elements of the page and of the index that names it, charts drawn. */
    const elements = async (text: string) => {
      const folder = temporaryFolder();
      const record = planted(text);
      const sections = record.sections.map((section) => ({ ...section, views: ['strategies', 'trials'] }));
      const path = join(folder, 'run.json');
      writeWhole(path, JSON.stringify({ ...record, sections }));
      const counts: number[] = [];
      for (const page of [await writeReport(path), writeIndex(folder)]) {
        address = pathToFileURL(page).href;
        await opened.goto(address);
        counts.push(await opened.evaluate(() => document.querySelectorAll('*').length));
      }
      return counts;
    };
    const wanted = await elements(HARMLESS);
    const all = HOSTILE.filter((one) => one.length < 1000).join(' ');
    for (const text of process.env.CI ? [all, ...HOSTILE] : [all]) expect(await elements(text), text).toEqual(wanted);
    expect(events).toEqual([]);
  },
);
