import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeIndex } from '../../src/report/index.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { sampleRecord } from '../report/sample.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const present = existsSync(CHROMIUM);
if (!present) console.log(`skipped, as there is no browser at ${CHROMIUM}: install chromium or set CHROMIUM`);

describe.skipIf(!present)('the report in a browser', () => {
  let browser: Browser;
  let folder = '';
  let report = '';
  let index = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crosscore-browser-'));
    writeFileSync(join(folder, 'run.json'), JSON.stringify(sampleRecord()));
    report = pathToFileURL(await writeReport(join(folder, 'run.json'))).href;
    index = pathToFileURL(writeIndex(folder)).href;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  /** Opens the address, runs `look`, and returns what the browser said and asked for meanwhile. */
  async function visit(address: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    await look(page);
    await context.close();
    return { messages, requests: requests.filter((url) => url !== address && !url.startsWith('data:image/png')) };
  }

  /** Share of the chart's pixels that are not its background. */
  const inked = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('canvas')].map((canvas) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        let drawn = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at] > 0) drawn += 1;
        return drawn / (data.length / 4);
      }),
    );

  test.for(['light', 'dark'] as const)(
    'opens from a file without a message or a request, charts drawn (%s)',
    async (colorScheme) => {
      const { messages, requests } = await visit(report, { colorScheme }, async (page) => {
        const shares = await inked(page);
        expect(shares).toHaveLength(6);
        for (const share of shares) expect(share).toBeGreaterThan(0.01);
      });
      expect(messages).toEqual([]);
      expect(requests).toEqual([]);
    },
  );

  test.for(['light', 'dark'] as const)(
    'has no violation that axe can find, tables unfolded (%s)',
    async (colorScheme) => {
      for (const address of [report, index]) {
        await visit(address, { colorScheme, bypassCSP: true }, async (page) => {
          await page.evaluate(() => {
            for (const details of document.querySelectorAll('details')) details.open = true;
          });
          await page.addScriptTag({ path: AXE });
          const violations = await page.evaluate(async () => {
            const { axe } = globalThis as unknown as typeof import('axe-core') & { axe: typeof import('axe-core') };
            const found = await axe.run();
            return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} (${nodes[0].failureSummary})`);
          });
          expect(violations).toEqual([]);
        });
      }
    },
  );

  test.for([360, 1180])('does not scroll sideways at %i px', async (width) => {
    for (const address of [report, index]) {
      await visit(address, { viewport: { width, height: 800 } }, async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      });
    }
  });

  test('charts follow the colour scheme while the page is open', async () => {
    await visit(report, { colorScheme: 'light' }, async (page) => {
      const picture = () => page.evaluate(() => document.querySelector('canvas')?.toDataURL());
      const light = await picture();
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(picture).not.toBe(light);
    });
  });

  test('without scripts, and in print, there are pictures instead of canvases', async () => {
    const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();
    await visit(report, { javaScriptEnabled: false }, async (page) => {
      expect([await visible(page, 'figure img'), await visible(page, 'canvas')]).toEqual([6, 0]);
    });
    await visit(report, {}, async (page) => {
      expect([await visible(page, 'figure img'), await visible(page, 'canvas')]).toEqual([0, 6]);
      await page.emulateMedia({ media: 'print' });
      expect([await visible(page, 'figure img'), await visible(page, 'canvas')]).toEqual([6, 0]);
    });
  });

  test('the first stop of the keyboard is the skip link, and it shows', async () => {
    await visit(report, {}, async (page) => {
      await page.keyboard.press('Tab');
      const box = await page.evaluate(() => {
        const { className } = document.activeElement ?? {};
        return { className, top: document.activeElement?.getBoundingClientRect().top };
      });
      expect(box.className).toBe('skip');
      expect(box.top).toBeGreaterThanOrEqual(0);
    });
  });
});
