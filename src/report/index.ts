/** The index of a reports folder: every run found in it, newest first; a bad file is a line, never a crash. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Html, html } from './html.ts';
import { moment } from './moment.ts';
import { headAssets, pageStyle } from './page-assets.ts';
import { readResult, readResultFile } from './read-result.ts';
import type { LabResult } from './schema.ts';
import { writeWhole } from './write.ts';

interface Entry {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly record: LabResult | null;
  /** The HTML beside the file; `null` where there is none. */
  readonly page: string | null;
  readonly problem: string;
}

/**
 * Write `index.html` into a reports folder and return its path.
 *
 * @throws WriteFailed, or the system's error where the folder cannot be read.
 */
export function writeIndex(folder: string): string {
  const target = join(folder, 'index.html');
  writeWhole(target, renderIndex(readFolder(folder)));
  return target;
}

function readFolder(folder: string): Entry[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'));
  const pages = new Set(files.filter((path) => path.endsWith('.html')));
  return files
    .filter((path) => path.endsWith('.json') && !/(^|\/)calibration-[^/]*$/.test(path))
    .map((path) => {
      const page = `${path.slice(0, -'.json'.length)}.html`;
      return { path, page: pages.has(page) ? page : null, ...readEntry(join(folder, path)) };
    })
    .sort((a, b) => order(b).localeCompare(order(a)) || a.path.localeCompare(b.path));
}

function readEntry(file: string): Pick<Entry, 'record' | 'problem'> {
  try {
    return { record: readResult(readResultFile(file).toString('utf8')), problem: '' };
  } catch (error) {
    return { record: null, problem: (error as Error).message };
  }
}

/** Newest first; files without a record last. */
function order({ record }: Entry): string {
  return record?.startedAt ?? '';
}

function renderIndex(entries: readonly Entry[]): string {
  const style = pageStyle();
  const assets = headAssets(style, []);
  const runs = entries.filter((entry) => entry.record !== null);
  const bad = entries.filter((entry) => entry.record === null);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${assets.policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>crosscore reports</title>
${assets.style}
</head>
<body>
<header><p class="kicker">crosscore laboratory</p><h1>Reports</h1></header>
<main>
${runs.length === 0 ? html`<p>No run yet: start one with <code>npm run lab</code>.</p>` : runs.map(renderRun)}
${bad.length > 0 && html`<section><h2>Files that could not be read</h2><ul class="plain">${bad.map(({ path, problem }) => html`<li><code>${path}</code>: ${problem}</li>`)}</ul></section>`}
</main>
</body>
</html>
`.text;
}

function renderRun({ record, path, page }: Entry): Html | null {
  if (record === null) return null;
  const { lab, machine, startedAt, headline, complete } = record;
  const title = html`${lab.name}, ${moment(startedAt)}`;
  const failed = record.cells.filter((cell) => !cell.checks.invariantsHeld).length;
  const notes = [
    machine.label ?? machine.id,
    machine.cpu.model,
    complete ? null : 'interrupted',
    failed > 0 ? `${failed} broken ${failed === 1 ? 'cell' : 'cells'}` : null,
  ];
  return html`<section>
<h2>${page === null ? title : html`<a href="${link(page)}">${title}</a>`}</h2>
<p>${headline}</p>
<p class="meta">${notes.filter((note) => note !== null).join(' · ')} · <a href="${link(path)}">data</a></p>
</section>`;
}

function link(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
