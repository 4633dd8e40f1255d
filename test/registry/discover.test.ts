import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ContractError, discover } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tinyRing } from '../tiny-ring.ts';

test('every subject and scenario of the project keeps the contract, sorted by kind and family', async () => {
  const { subjects, scenarios, ofKind } = await discover();
  expect(ofKind('ring').length).toBeGreaterThan(3);
  expect(ofKind('lock').every(({ spec }) => spec.kind === 'lock')).toBe(true);
  expect(scenarios.map(({ spec }) => `${spec.kind}/${spec.name}`)).toContain('ring/throughput');
  const families = subjects.map(({ spec }) => `${spec.kind}/${spec.peer ? 'peer' : ''}/${spec.family}`);
  const runs = families.filter((family, i) => family !== families[i - 1]);
  expect(new Set(runs).size, 'each family stands together').toBe(runs.length);
});

test('pieces, twins, tests and declarations in a folder are not subjects', async () => {
  const broken = 'export default 1;';
  const folder = temporaryFolder({
    'my-ring.ts': tinyRing(),
    '_piece.ts': broken,
    'my-ring.wasm.ts': broken,
    'my-ring.test.ts': broken,
    'my-ring.d.ts': broken,
    'notes.md': 'not code',
  });
  const project = await discover();
  const { subjects } = await discover([folder]);
  expect(subjects.length).toBe(project.subjects.length + 1);
  expect(subjects.find(({ spec }) => spec.name === 'my-ring')?.path).toBe(join(folder, 'my-ring.ts'));
});

test('an unknown scenario is refused with the known ones', async () => {
  const registry = await discover();
  expect(() => registry.scenario('ring', 'troughput')).toThrow(/found 'troughput': use one of .*throughput/);
});

const ring = tinyRing();

/** Broken files, by what is wrong with them: name, text, and what the message must say. */
const BROKEN: readonly [what: string, file: string, text: string, message: RegExp][] = [
  ['has no default export', 'a.ts', 'export const x = 1;', /expected a default-exported descriptor, found none: end/],
  ['has another name than its file', 'other.ts', ring, /expected name 'other' like the file, found 'my-ring': rename/],
  [
    'has an unknown kind',
    'my-ring.ts',
    edit("kind: 'ring'", "kind: 'rung'"),
    /expected kind ring \| .*'rung': correct/,
  ],
  ['has no title', 'my-ring.ts', edit("title: 'A ring of my own'", "subtitle: ''"), /expected title .* undefined: add/],
  [
    'has no sources',
    'my-ring.ts',
    edit(/sources: \[.*?\]/, 'sources: []'),
    /expected at least one source, found none: say/,
  ],
  [
    'has no list of restrictions',
    'my-ring.ts',
    edit(/restrictions: \[.*?\]/, "x: ''"),
    /expected restrictions to be a list/,
  ],
  [
    'has no layout',
    'my-ring.ts',
    edit(/layout: \{.*?\}/, "x: ''"),
    /expected layout to map names to words, found none: add/,
  ],
  [
    'has a layout of null',
    'my-ring.ts',
    edit(/layout: \{.*?\}/, 'layout: null'),
    /expected layout to map names to words/,
  ],
  [
    'has a counter that is not in its layout',
    'my-ring.ts',
    edit("['HEAD', 'TAIL']", "['HED']"),
    /in layout, found 'HED': add/,
  ],
  [
    'has a field of an unknown value',
    'my-ring.ts',
    edit('producers: 1', 'producers: 2'),
    /producers to be 1 \| many, found 2: correct/,
  ],
  ['has no sizeWords', 'my-ring.ts', edit(/sizeWords: .*/, ''), /expected a function sizeWords, found none: add/],
  [
    'misses a function',
    'my-ring.ts',
    edit('size, flush,', 'size,'),
    /expected a function flush in the descriptor, found none: add/,
  ],
  [
    'does not export a function',
    'my-ring.ts',
    edit('export function flush', 'function flush'),
    /expected flush to be exported .* export it/,
  ],
];

test.for(BROKEN)(
  'a file that %s is refused in one sentence with the file and what to do',
  async ([, file, text, message]) => {
    const folder = temporaryFolder({ [file]: text });
    const error = await discover([folder]).catch((error: Error) => error);
    expect(error).toBeInstanceOf(ContractError);
    const sentence = (error as Error).message;
    expect(sentence).toMatch(message);
    expect(sentence.startsWith(join(folder, file))).toBe(true);
    expect(sentence).toMatch(/^[^\n]*\.$/);
  },
);

test('a name that a subject of the project has is refused with both files', async () => {
  const folder = temporaryFolder({ 'spsc-cached.ts': tinyRing({ name: 'spsc-cached' }) });
  await expect(discover([folder])).rejects.toThrow(
    /spsc-cached\.ts: expected a new name, found 'spsc-cached' of .*ringbuf\/spsc-cached\.ts: rename one\.$/,
  );
});

test('a file that does not parse is refused with the file', async () => {
  const folder = temporaryFolder({ 'my-ring.ts': 'export default {' });
  const error = (await discover([folder]).catch((error: Error) => error)) as Error;
  expect(error).toBeInstanceOf(ContractError);
  expect(error.message).toMatch(/my-ring\.ts: expected a TypeScript module, found .*: correct it\.$/);
});

test('a folder that does not exist is refused with its path', async () => {
  const missing = join(temporaryFolder(), 'missing');
  await expect(discover([missing])).rejects.toThrow(
    `${missing}: expected a file or folder with subjects, found neither: correct the path.`,
  );
});

function edit(found: string | RegExp, replacement: string): string {
  const edited = ring.replace(found, replacement);
  if (edited === ring) throw new Error(`The tiny ring has no ${found}.`);
  return edited;
}
