import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readTopology } from '../../src/machine/topology.ts';
import { openSource } from '../../src/machine/topology-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { syntheticFiles } from './synthetic-machine.ts';

const files = syntheticFiles({ packages: 2, threadsPerCore: 2 });
const spec = 'package:2 node:1 l3:1 l2:2 core:1 pu:2';

/** A file with this content. */
function fileOf(content: Buffer | string): string {
  const file = join(temporaryFolder(), 'machine.json.gz');
  writeFileSync(file, content);
  return file;
}

function folderOf(texts: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('a folder, a recording and a synthetic machine give the same topology', () => {
  const withoutSlash = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(1), text]));
  const sources = [folderOf(files), fileOf(gzipSync(JSON.stringify(withoutSlash))), spec].map(openSource);
  expect(sources.map(({ source }) => source)).toEqual(['case', 'case', 'synthetic']);
  const [folder, recording, synthetic] = sources.map(({ read }) => readTopology(read, 'case'));
  expect(folder.cpus).toHaveLength(8);
  expect(recording).toEqual(folder);
  expect(synthetic).toEqual(folder);
});

test('without a name it is this machine', () => {
  const { read, source, title } = openSource(undefined);
  expect([source, title]).toEqual(['sysfs', 'This machine']);
  expect(readTopology(read).cpus.length).toBeGreaterThan(0);
});

test('a group in a copied file does not lead out of its folder', () => {
  const outside = folderOf({
    'cpu.max': '1 1\n',
    'inside/sys/file': 'text\n',
    'inside/sys/devices/system/cpu/online': '0\n',
  });
  const { read } = openSource(join(outside, 'inside'));
  expect(read('/sys/file')).toBe('text\n');
  expect(read('/sys/../../cpu.max')).toBeUndefined();
});

test.each<[string, () => string, RegExp]>([
  [
    'nothing',
    () => '/no/such',
    /^Expected a folder, a \.json\.gz file or a synthetic machine .*, found nothing at \/no\/such: correct it\.$/,
  ],
  ['a misspelt level', () => 'node:2 coree:4', /did you mean core\?$/],
  ['a text that is not packed', () => fileOf('{}'), /^Expected gzip in .*, found something else or a part of it: /],
  ['half a file', () => fileOf(gzipSync('{"a":"b"}').subarray(0, 12)), /^Expected gzip in .*, found .*a part of it: /],
  ['a packed text', () => fileOf(gzipSync('# hello')), /^Expected JSON in .*, found something else: /],
  ['a number', () => fileOf(gzipSync('7')), /^Expected an object of paths and texts in .*, found 7: /],
  ['null', () => fileOf(gzipSync('null')), /, found null: /],
  ['an array', () => fileOf(gzipSync('["a"]')), /, found an array: /],
  [
    'numbers for texts',
    () => fileOf(gzipSync('{"a":"x","b":7}')),
    /^Expected a text for each path in .*, found 7 for b: /,
  ],
  [
    'far too much',
    () => fileOf(gzipSync(Buffer.alloc(65 * 2 ** 20))),
    /^Expected at most 64 MiB in .*, found more when unpacked: /,
  ],
  [
    'a recording without CPUs',
    () => fileOf(gzipSync('{}')),
    /^Expected CPUs under \/sys\/devices\/system\/cpu in .*, found none: record the machine again, or name another file\.$/,
  ],
  ['a device', () => '/dev/null', /^Expected a folder or a file, found neither at \/dev\/null: /],
])('%s is refused in one sentence', (_, from, message) => {
  const open = from();
  expect(() => openSource(open)).toThrow(message);
  expect(() => openSource(open)).toThrow(expect.objectContaining({ name: 'UsageError' }));
});

test.each([
  ['an empty folder', {}],
  ['a folder of something else', { 'sys/devices/system/node/online': '0\n' }],
])('%s holds no CPUs', (_, texts) => {
  const folder = folderOf(texts);
  expect(() => openSource(folder)).toThrow(
    `Expected CPUs under ${join(folder, 'sys/devices/system/cpu')}, found none: name the folder that holds sys/ and proc/.`,
  );
});
