/** What `npm run sync` writes: parts of the repository that follow from others. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findLabs } from '../lab/find.ts';
import { discover, type FoundSubject, PROJECT } from '../registry.ts';
import { renderCatalogue, renderCoordinationChoice, renderRingChoice } from './catalogue.ts';
import { UsageError } from './failure.ts';

export interface GeneratedFile {
  /** Relative to the project. */
  readonly path: string;
  /** What it should hold. */
  readonly text: string;
  /** What it holds now; empty when it does not exist. */
  readonly found: string;
}

/** Every file that is generated, or has a generated part. @throws UsageError when a block's marks are missing. */
export async function generateFiles(): Promise<GeneratedFile[]> {
  const { subjects } = await discover();
  const labs = await findLabs();
  const [catalogue, readme, manifest] = await Promise.all(['docs/catalogue.md', 'README.md', 'package.json'].map(read));
  return [
    { path: 'docs/catalogue.md', text: renderCatalogue(subjects), found: catalogue },
    { path: 'README.md', text: withChoices(readme, subjects), found: readme },
    { path: 'package.json', text: withLabScripts(manifest, [...labs.keys()]), found: manifest },
  ];
}

function withChoices(readme: string, subjects: readonly FoundSubject[]): string {
  const rings = replaceBlock('README.md', readme, 'rings', renderRingChoice(subjects));
  return replaceBlock('README.md', rings, 'coordination', renderCoordinationChoice(subjects));
}

/** `text` with `content` between `<!-- name -->` and `<!-- /name -->`. */
export function replaceBlock(path: string, text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new UsageError(`${path}: expected a block from ${begin} to ${end}, found none: put the two lines back.`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** package.json with one script `lab:<name>` for each lab, after `lab`, and none for labs that are gone. */
export function withLabScripts(manifest: string, labs: readonly string[]): string {
  const parsed = JSON.parse(manifest) as { scripts: Record<string, string> };
  const scripts = Object.entries(parsed.scripts)
    .filter(([name]) => !name.startsWith('lab:'))
    .flatMap(([name, command]) =>
      name === 'lab' ? [[name, command], ...labs.map((lab) => [`lab:${lab}`, `${command} ${lab}`])] : [[name, command]],
    );
  return `${JSON.stringify({ ...parsed, scripts: Object.fromEntries(scripts) }, null, 2)}\n`;
}

async function read(path: string): Promise<string> {
  return readFile(join(PROJECT, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
