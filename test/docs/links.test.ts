import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../src/registry.ts';
import { documents } from './documents.ts';

test.each(documents())(
  'every link and picture of $path leads to a file, and to a heading where it names one',
  ({ path, text }) => {
    const broken = linksOf(text).filter((link) => !resolves(path, link));
    expect(broken).toEqual([]);
  },
);

test('a link to a missing file, and one to a missing heading, are found', () => {
  expect(resolves('README.md', 'docs/absent.md')).toBe(false);
  expect(resolves('README.md', 'docs/glossary.md#absent')).toBe(false);
  expect(resolves('README.md', 'docs/glossary.md#glossary')).toBe(true);
});

/** Targets within the repository, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^\w+:/.test(target));
}

function resolves(from: string, link: string): boolean {
  const [file, heading] = link.split('#');
  const path = join(PROJECT, file === '' ? from : normalize(join(dirname(from), file)));
  if (!existsSync(path)) return false;
  return heading === undefined || headings(readFileSync(path, 'utf8')).includes(heading);
}

/** Anchors as GitHub makes them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
