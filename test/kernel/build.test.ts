import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { buildKernels, collectSources, KernelError, type KernelRequest } from '../../src/kernel/build.ts';
import { Compiler } from '../../src/kernel/compiler.ts';
import { PROJECT } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const THROUGHPUT = join(PROJECT, 'bench/ring/throughput.ts');
const CACHED = join(PROJECT, 'src/ringbuf/spsc-cached.ts');

const TWICE = `import type { i32, Words } from '${join(PROJECT, 'src/contract.ts')}';
export function twice(words: Words, at: i32): i32 {
  return (words[at] + words[at]) | 0;
}
`;

/** Builds into a cache of its own. Returns the kernel and how often a compiler was asked. */
async function build(request: KernelRequest, cache: string): Promise<{ wasm: Uint8Array; compiled: number }> {
  const compile = vi.spyOn(Compiler.prototype, 'compile');
  onTestFinished(() => compile.mockRestore());
  const [wasm] = await buildKernels([request], undefined, cache);
  const compiled = compile.mock.calls.length;
  compile.mockRestore();
  return { wasm, compiled };
}

async function failureOf(file: string, text: string): Promise<string> {
  const folder = temporaryFolder({ [file]: text });
  const error = await buildKernels([{ entry: join(folder, file) }], undefined, folder).catch((error: Error) => error);
  expect(error).toBeInstanceOf(KernelError);
  return (error as Error).message;
}

test('a second build takes the kernel from the cache and starts no compiler; changed sources are compiled', async () => {
  const folder = temporaryFolder({ 'twice.ts': TWICE });
  const cache = join(folder, 'cache');
  const entry = join(folder, 'twice.ts');
  const first = await build({ entry }, cache);
  const second = await build({ entry }, cache);
  expect([first.compiled, second.compiled]).toEqual([1, 0]);
  expect(second.wasm).toEqual(first.wasm);
  writeFileSync(entry, TWICE.replace('words[at] + words[at]', 'words[at] << 1'));
  expect((await build({ entry }, cache)).compiled).toBe(1);
  const names = await readdir(cache);
  expect(names).toHaveLength(2);
  expect(names.every((name) => /^[0-9a-f]{64}\.wasm$/.test(name))).toBe(true);
});

test('a cache that cannot be written is done without', async () => {
  const folder = temporaryFolder({ 'twice.ts': TWICE });
  const belowFile = join(folder, 'twice.ts', 'cache');
  const { wasm } = await build({ entry: join(folder, 'twice.ts') }, belowFile);
  expect(WebAssembly.validate(wasm as Uint8Array<ArrayBuffer>)).toBe(true);
});

test('what leaves the dialect is refused with file, line, column and rule', async () => {
  const message = await failureOf('broken.ts', TWICE.replace('(words[at] + words[at]) | 0', 'words[at] / 2'));
  expect(message).toMatch(/\/broken\.ts:3:\d+ \S+: /);
});

test('what AssemblyScript refuses is told with file, line and column', async () => {
  const message = await failureOf(
    'broken.ts',
    `${TWICE}export function four(words: Words): i32 {\n  return twice(words);\n}\n`,
  );
  expect(message).toMatch(/\/broken\.ts:6:\d+ .*argument.* \(AssemblyScript TS\d+\)$/);
});

test('an import of a file that is not there is refused with its path', async () => {
  const message = await failureOf('broken.ts', `import { f } from './missing.ts';\n${TWICE}`);
  expect(message).toMatch(/\/missing\.ts: expected a kernel source, found no readable file: correct the import\.$/);
});

test('a scenario is built around the subject that it is asked for, and not without one', async () => {
  const sources = await collectSources({ entry: THROUGHPUT, subject: CACHED });
  expect([...sources.keys()][0]).toBe('bench/ring/throughput');
  expect(sources.get('bench/ring/throughput')).toContain('"../../src/ringbuf/spsc-cached"');
  expect([...sources.keys()]).toContain('src/ringbuf/spsc-cached');
  await expect(collectSources({ entry: THROUGHPUT })).rejects.toThrow(
    /throughput\.ts: expected a subject for '#subject', found none: name one\.$/,
  );
});
