/** Charts by keyboard, and the matrix of pairs, in a browser. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../src/report/page.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { machineWith, placesOf, tourCell } from '../report/pair-cells.ts';
import { recordOf, threadCell } from '../report/thread-cells.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const present = existsSync(CHROMIUM);
if (!present) console.log(`skipped, as there is no browser at ${CHROMIUM}: install chromium or set CHROMIUM`);

const FOUR = placesOf({ packages: 1, coresPerPackage: 4, coresPerL3: 2, smt: 1 });
const MANY = placesOf({ packages: 2, coresPerPackage: 64, coresPerL3: 8, smt: 1 });

/** A matrix, a chart of bars, one of lines. */
function fourCpus(): LabResult {
  const tour = tourCell(FOUR, { subject: 'cas' });
  const swept = (['a', 'b'] as const).flatMap((subject, at) =>
    [1, 2, 4].map((batch) =>
      threadCell({
        scenario: 's',
        subject,
        backend: 'wasm',
        threads: 2,
        value: 1e6 * (at + 1) * batch,
        params: { batch },
        noise: 0,
      }),
    ),
  );
  const record = recordOf([tour, ...swept], { x: null, views: ['heat-map'] }, { machine: machineWith(FOUR) });
  const [section] = record.sections;
  const cells = swept.map(({ id }) => id);
  return {
    ...record,
    sections: [
      { ...section, id: 'pairs', cells: [tour.id] },
      { ...section, id: 'bars', title: 'Bars', cells, views: ['strategies'], x: 'batch' },
      { ...section, id: 'lines', title: 'Lines', cells, views: ['sweep'], x: 'batch' },
    ],
  };
}

describe.skipIf(!present)('charts in a browser', () => {
  let browser: Browser;
  let folder = '';
  let small = '';
  let large = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crosscore-charts-'));
    const write = async (name: string, record: LabResult) => {
      writeFileSync(join(folder, name), await renderPage(record, { fileName: 'run.json', sha256: 'f00d' }));
      return pathToFileURL(join(folder, name)).href;
    };
    const tours = [tourCell(MANY, { subject: 'cas' }), tourCell(MANY, { subject: 'store-load', share: 0.5 })];
    small = await write('small.html', fourCpus());
    large = await write(
      'large.html',
      recordOf(tours, { x: null, views: ['heat-map', 'ladder'] }, { machine: machineWith(MANY) }),
    );
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  /** Opens the address and runs `look`; what the browser has to say fails the test. */
  async function visit(address: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    await page.goto(address);
    await look(page);
    await context.close();
    expect(messages).toEqual([]);
  }

  const said = (page: Page) => page.locator('#point').textContent();
  async function press(page: Page, ...keys: string[]): Promise<string | null> {
    for (const key of keys) await page.keyboard.press(key);
    return said(page);
  }
  const picture = (page: Page) => page.evaluate(() => document.querySelector('canvas')?.toDataURL());

  test('Tab reaches each chart', async () => {
    await visit(small, {}, async (page) => {
      const reached: (string | undefined)[] = [];
      for (let at = 0; at < 60; at++) {
        await page.keyboard.press('Tab');
        reached.push(await page.evaluate(() => document.querySelector('canvas:focus')?.closest('figure')?.id));
      }
      const charts = reached.filter((id) => id !== undefined);
      expect(charts.slice(0, 3)).toEqual(['s-pairs-heat-map', 's-bars-strategies', 's-lines-sweep']);
    });
  });

  test('in the matrix arrows go along rows and columns, past the diagonal, and stay at the edge', async () => {
    await visit(small, {}, async (page) => {
      const blank = await picture(page);
      await page.locator('#s-pairs-heat-map canvas').focus();
      const first = await press(page, 'ArrowRight');
      expect(first).toMatch(/^CPUs \d and \d: \d+(\.\d)? ns ±\d(\.\d+)? %, same (L3|node)$/);
      expect(await picture(page)).not.toBe(blank);
      await press(page, 'Home');
      for (let up = 0; up < 4; up++) await press(page, 'ArrowUp');
      const walk = [await press(page, 'Home')];
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft'])
        walk.push(await press(page, key));
      const pairs = walk.map((text) => text?.match(/^CPUs (\d and \d)/)?.[1]);
      const [start] = pairs;
      const expected =
        start === '0 and 1'
          ? ['0 and 1', '0 and 2', '0 and 3', '0 and 3', '1 and 3', '2 and 3', '2 and 1']
          : ['1 and 0', '1 and 2', '1 and 3', '1 and 3', '2 and 3', '2 and 3', '2 and 1'];
      expect(pairs).toEqual(expected);
    });
  });

  test('bars: up and down from row to row; lines: left and right along, up and down across', async () => {
    await visit(small, {}, async (page) => {
      await page.locator('#s-bars-strategies canvas').focus();
      const bars = [await press(page, 'ArrowDown'), await press(page, 'ArrowDown'), await press(page, 'End')];
      expect(new Set(bars).size).toBe(3);
      expect(bars[0]).toMatch(/^b, WebAssembly: 8\.00 /);
      await page.locator('#s-lines-sweep canvas').focus();
      expect(await said(page)).toBe('');
      const [start, right, across] = [
        await press(page, 'ArrowRight'),
        await press(page, 'ArrowRight'),
        await press(page, 'ArrowDown'),
      ];
      expect(start).not.toBe(right);
      expect(right?.[0]).not.toBe(across?.[0]);
      expect(right?.match(/batch \d/)?.[0]).toBe(across?.match(/batch \d/)?.[0]);
    });
  });

  test('Escape leaves: no tooltip, nothing said, and Tab goes on from there', async () => {
    await visit(small, {}, async (page) => {
      const blank = await picture(page);
      await page.locator('#s-pairs-heat-map canvas').focus();
      await press(page, 'ArrowRight');
      expect(await press(page, 'Escape')).toBe('');
      expect(await picture(page)).toBe(blank);
      await page.keyboard.press('Tab');
      const next = await page.evaluate(() => document.activeElement?.tagName);
      expect(next).toBe('SUMMARY');
    });
  });

  test('keys still work after the colours have changed', async () => {
    await visit(small, { colorScheme: 'light' }, async (page) => {
      const light = await picture(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(() => picture(page)).not.toBe(light);
      await page.locator('#s-pairs-heat-map canvas').focus();
      expect(await press(page, 'ArrowRight')).toMatch(/^CPUs /);
    });
  });

  test('the pointer finds a cell of the matrix', async () => {
    await visit(small, {}, async (page) => {
      const blank = await picture(page);
      await page.locator('#s-pairs-heat-map canvas').hover({ position: { x: 180, y: 70 } });
      await expect.poll(() => picture(page)).not.toBe(blank);
    });
  });

  test.for([390, 1180])('128 CPUs are drawn and do not scroll sideways at %i px', async (width) => {
    await visit(large, { viewport: { width, height: 900 } }, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const box = await page.locator('#s-heat-map-heat-map canvas').boundingBox();
      expect((box?.height ?? 0) / Math.min(box?.width ?? 1, 850)).toBeCloseTo(1.1, 0);
      await page.locator('#s-heat-map-heat-map canvas').focus();
      expect(await press(page, 'ArrowRight')).toMatch(/, (cas|store-load)$/);
    });
  });

  test.for(['light', 'dark'] as const)('axe finds nothing while a chart is used (%s)', async (colorScheme) => {
    await visit(small, { colorScheme, bypassCSP: true }, async (page) => {
      await page.locator('#s-pairs-heat-map canvas').focus();
      await press(page, 'ArrowRight');
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as typeof import('axe-core') & { axe: typeof import('axe-core') };
        const found = await axe.run();
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} (${nodes[0].failureSummary})`);
      });
      expect(violations).toEqual([]);
    });
  });
});
