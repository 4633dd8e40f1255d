import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FLAGS } from '../../src/cli/lab-request.ts';
import { PROJECT } from '../../src/registry.ts';
import { documents } from './documents.ts';

const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test.each(documents())('every npm script that $path names exists', ({ text }) => {
  expect(scriptsNamed(text).filter((name) => !(name in scripts))).toEqual([]);
});

test('a script that does not exist is found', () => {
  expect(scriptsNamed('type `npm run absent`, then npm test').filter((name) => !(name in scripts))).toEqual(['absent']);
});

test('every script runs a file that exists', () => {
  const files = Object.values(scripts).flatMap((command) => command.match(/\b(src|bench)\/[\w/.-]+\.ts/g) ?? []);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
});

test('every flag that follows a lab in a document is one that labs know', () => {
  const lines = documents().flatMap(({ text }) => text.match(/npm run lab:[\w-]+ -- .*/g) ?? []);
  const flags = lines.flatMap((line) => [...line.split(/[`#]/)[0].matchAll(/ --([\w-]+)/g)].map(([, flag]) => flag));
  expect(flags.length).toBeGreaterThan(3);
  expect(flags.filter((flag) => !(flag in FLAGS))).toEqual([]);
});

test('the guide lists every flag of a lab', () => {
  const guide = readFileSync(join(PROJECT, 'docs/guide/measuring.md'), 'utf8');
  const missing = Object.keys(FLAGS).filter((flag) => flag !== 'help' && !guide.includes(`\`--${flag}`));
  expect(missing).toEqual([]);
});

/** Names after `npm run`; of `npm run lab:<name>` that is `lab`. */
function scriptsNamed(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]*\w)/g)].map(([, name]) => name);
}
