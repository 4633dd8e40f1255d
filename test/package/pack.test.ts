/** What is published works where it is installed: packed, installed into an empty project, used as the README says. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const TYPED = `import { createRing, createShared } from 'crosscore/arena';
import type { RegisterSpec, RingSpec } from 'crosscore/contract';
import flatCombining from 'crosscore/delegation/flat-combining';
import seqlock from 'crosscore/registers/seqlock';
import spscCached, { tryPush } from 'crosscore/ringbuf/spsc-cached';
import treiber from 'crosscore/structures/treiber';
const ring: RingSpec = spscCached;
export const pushed: boolean = tryPush(createRing(ring, 8), 0, 7);
export const register: RegisterSpec = seqlock;
createShared(seqlock, 2, 8);
createShared(treiber, 64, 2);
createShared(flatCombining, 2);
// @ts-expect-error a register takes the words of its value, too
createShared(seqlock, 2);
// @ts-expect-error a ring takes numbers
tryPush(createRing(ring, 8), 0, 'seven');
`;

function run(folder: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The README's block of JavaScript that begins with `// name`. */
function readmeExample(name: string): string {
  const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
  const block = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].find(([, code]) => code.startsWith(`// ${name}\n`));
  if (!block)
    throw new Error(`Expected README.md to have a js block that begins with "// ${name}", found none: add it.`);
  return block[1];
}

test('the package installs without the network, runs the README’s example and has types', () => {
  const folder = temporaryFolder();
  run(PROJECT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const [tarball] = readdirSync(folder);
  expect(tarball).toMatch(/^crosscore-.*\.tgz$/);

  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', `./${tarball}`);
  const installed = join(folder, 'node_modules');
  expect(readdirSync(installed).filter((name) => !name.startsWith('.'))).toEqual(['crosscore']);

  const example = readmeExample('producer-consumer.mjs');
  writeFileSync(join(folder, 'producer-consumer.mjs'), example);
  const [, promised] = /console\.log\(.*\); \/\/ (.*)/.exec(example) ?? [];
  expect(run(folder, process.execPath, 'producer-consumer.mjs').trim()).toBe(promised);

  const compiler = {
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: [],
    lib: ['esnext', 'dom'],
    target: 'esnext',
  };
  writeFileSync(join(folder, 'typed.ts'), TYPED);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: compiler, files: ['typed.ts'] }));
  const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
  expect(run(folder, process.execPath, tsc, '-p', folder)).toBe('');
});

test('every module that package.json exports is in the package, with types', () => {
  const { exports } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string; default: string }>;
  };
  const packed = run(PROJECT, 'npm', 'pack', '--silent', '--dry-run', '--json', '--ignore-scripts');
  const [{ files }] = Object.values(JSON.parse(packed)) as { files: { path: string }[] }[];
  const paths = new Set(files.map(({ path }) => `./${path}`));
  for (const target of Object.values(exports)) {
    for (const path of typeof target === 'string' ? [target] : [target.types, target.default]) {
      const found = [...paths].filter((one) => one === path || (path.includes('*') && isMatch(one, path)));
      expect(found, path).not.toEqual([]);
    }
  }
  expect([...paths].filter((path) => /\/(?:test|labs|node_modules|reports)\//.test(dirname(path)))).toEqual([]);
});

function isMatch(path: string, pattern: string): boolean {
  const [start, end] = pattern.split('*');
  return path.startsWith(start) && path.endsWith(end);
}
