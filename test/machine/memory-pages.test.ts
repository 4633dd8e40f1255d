import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adviseHugePages, adviseNoHugePages, cannotBePlaced } from '../../src/machine/huge-pages.ts';
import { type MemoryCalls, memoryCalls, refusal } from '../../src/machine/memory-calls.ts';
import { pageNodes, touch, whereIs } from '../../src/machine/pages.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { noCalls, realCalls } from './memory-live.ts';

const { EPERM, ENOENT, EFAULT, EBUSY } = constants.errno;
const source = (name: string) => new URL(`../../src/machine/${name}.ts`, import.meta.url);

const nodes = readTopology().numa.map(({ id }) => id);
const fresh = (bytes: number): SharedArrayBuffer => {
  const pages = Math.ceil(bytes / 65_536);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    .buffer as ArrayBufferLike as SharedArrayBuffer;
};

/** Calls of an invented kernel; `nodeOf` answers for a page by its number. */
const invented = (start: bigint, nodeOf: (page: number) => number, pageBytes = 4_096): MemoryCalls => ({
  pageBytes,
  address: (view) => start + BigInt(view.byteOffset),
  queryPages(addresses, status) {
    for (const [i, address] of addresses.entries()) status[i] = nodeOf(Number(address / BigInt(pageBytes)));
    return 0;
  },
  bind: () => EPERM,
  advise: () => 0,
});

test.skipIf(noCalls)('a page has no node until somebody writes to it, and then one', () => {
  const view = new Uint8Array(fresh(65_536));
  const { pageBytes } = realCalls;
  adviseNoHugePages(view.buffer);
  expect(pageNodes(view)).toEqual(Array(65_536 / pageBytes).fill(null));
  expect(view[pageBytes]).toBe(0); // reading gives the page no memory of its own
  view[0] = 1;
  const [first, second] = pageNodes(view) as (number | null)[];
  expect(nodes).toContain(first);
  if (pageBytes < 65_536) expect(second).toBeNull();
  expect(whereIs(view)).toEqual({ node: first, pages: 65_536 / pageBytes, touched: 1, verified: true, reason: null });
});

test.skipIf(noCalls)('another thread places the pages that it touches, and no others', async () => {
  const buffer = fresh(65_536 * 4);
  adviseNoHugePages(buffer);
  const code = `
    import { workerData } from 'node:worker_threads';
    import { touch } from ${JSON.stringify(source('pages').href)};
    touch(new Uint8Array(workerData, 65536, 65536));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    workerData: buffer,
    execArgv: [],
  });
  await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  const touched = [0, 1, 2, 3].map((part) => whereIs(new Uint8Array(buffer, part * 65_536, 65_536)).touched);
  expect(touched).toEqual([0, 65_536 / realCalls.pageBytes, 0, 0]);
});

test.skipIf(noCalls)('touching reaches each page that a view lies on, wherever it begins, and changes nothing', () => {
  fc.assert(
    fc.property(fc.nat(9_999), fc.integer({ min: 1, max: 9_999 }), fc.boolean(), (from, length, words) => {
      const buffer = fresh(1);
      const view = words ? new Int32Array(buffer, from * 4, length >> 2) : new Uint8Array(buffer, from, length);
      adviseNoHugePages(buffer);
      touch(view);
      expect(whereIs(view)).toMatchObject({ touched: whereIs(view).pages });
      expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('touching leaves what is written', () => {
  const view = Int32Array.from({ length: 5_000 }, (_, i) => i * 7 - 9);
  const before = view.slice();
  touch(view);
  expect(view).toEqual(before);
  touch(new Uint8Array(0));
});

test.skipIf(noCalls)('a small SharedArrayBuffer inside the heap was touched long ago and cannot be placed', () => {
  // Several: by chance one of them may begin with a page.
  const small = Array.from({ length: 8 }, () => new SharedArrayBuffer(1_000));
  const told = small.find((buffer) => cannotBePlaced(buffer) !== null)!;
  expect(cannotBePlaced(told)).toMatch(
    /^Expected memory that begins with a page, found a buffer that begins \d+ bytes into one, beside other data: use allocate\(\)/,
  );
  expect(adviseNoHugePages(told)).toBe(cannotBePlaced(told));
  const { touched, pages } = whereIs(new Uint8Array(told));
  expect(touched).toBe(pages);
  expect(cannotBePlaced(fresh(1))).toBeNull();
  expect(cannotBePlaced(new SharedArrayBuffer(64, { maxByteLength: 2 ** 20 }))).toBeNull();
});

test('the pages asked for are those that hold the range, in order', () => {
  const view = new Uint8Array(300_000);
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.nat(150_000),
      fc.nat(150_000),
      fc.constantFrom(4_096, 16_384, 65_536),
      (start, from, bytes, pageBytes) => {
        const first = Math.floor((start + from) / pageBytes);
        const last = Math.floor((start + from + bytes - 1) / pageBytes);
        const expected = bytes === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
        expect(
          pageNodes(
            view,
            { from, bytes },
            invented(BigInt(start), (page) => page, pageBytes),
          ),
        ).toEqual(expected);
      },
    ),
  );
});

test('a large range is sampled evenly', () => {
  const view = new Uint8Array(fresh(2 ** 29)); // untouched: it costs nothing
  const sample = pageNodes(
    view,
    undefined,
    invented(0n, (page) => page),
  ) as number[];
  expect(sample).toHaveLength(65_536);
  expect(sample.every((page, i) => page === 2 * i)).toBe(true);
  expect(
    whereIs(
      view,
      invented(16n, () => 3),
    ),
  ).toMatchObject({ node: 3, pages: 65_536, touched: 65_536 });
});

test('pages of several nodes, of none, and refusals are told apart', () => {
  const view = new Uint8Array(4 * 4_096);
  const where = (nodeOf: (page: number) => number) => whereIs(view, invented(0n, nodeOf));
  expect(where((page) => page % 2)).toEqual({ node: 'several', pages: 4, touched: 4, verified: true, reason: null });
  expect(where((page) => [5, -ENOENT, 5, -EFAULT][page])).toMatchObject({ node: 5, touched: 2, verified: true });
  expect(where(() => -ENOENT)).toMatchObject({ node: null, touched: 0, verified: true });
  expect(where((page) => (page === 2 ? -EBUSY : 0))).toEqual({
    node: null,
    pages: null,
    touched: null,
    verified: false,
    reason: 'The system refused move_pages for a page: EBUSY, resource busy or locked.',
  });
  const forbidden = { ...invented(0n, () => 0), queryPages: () => EPERM };
  expect(pageNodes(view, undefined, forbidden)).toEqual({ reason: refusal('move_pages', EPERM) });
  expect(whereIs(view, 'There are no calls.')).toMatchObject({ verified: false, reason: 'There are no calls.' });
  expect(adviseHugePages(view.buffer, { ...forbidden, advise: () => EPERM })).toBe(refusal('madvise', EPERM));
  expect(refusal('mbind', 9_999)).toBe('The system refused mbind: error 9999, a reason without a name.');
});

test('a range outside the view is refused', () => {
  for (const [from, bytes] of [
    [-1, 1],
    [0, 11],
    [10, 1],
    [0.5, 1],
    [0, Number.NaN],
  ])
    expect(() => pageNodes(new Uint8Array(10), { from, bytes })).toThrow(
      `Expected a range inside the view's 10 bytes, found ${bytes} bytes from ${from}: correct it.`,
    );
});

const LIGHT = ['memory-calls', 'pages', 'huge-pages'];

test('without koffi nothing is known, and the reason says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crosscore-memory-'));
  try {
    for (const name of LIGHT) copyFileSync(source(name), join(folder, `${name}.ts`));
    const load = (name: string) => `await import(${JSON.stringify(pathToFileURL(join(folder, `${name}.ts`)).href)})`;
    const code = `
      const { whereIs } = ${load('pages')};
      const { adviseNoHugePages } = ${load('huge-pages')};
      const view = new Uint8Array(new SharedArrayBuffer(8));
      console.log(JSON.stringify([whereIs(view), adviseNoHugePages(view.buffer)]));`;
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: folder });
    const [report, advice] = JSON.parse(text);
    expect(report).toEqual({ node: null, pages: null, touched: null, verified: false, reason: expect.any(String) });
    expect(advice).toBe(report.reason);
    if (process.platform === 'linux' && typeof memoryCalls() !== 'string') expect(advice).toContain('koffi');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what measured threads load imports built-in modules only, and koffi not before the first call', () => {
  for (const name of LIGHT) {
    const imports = [...readFileSync(source(name), 'utf8').matchAll(/^(?:import|\}) .*from '(.*)';$/gm)].map(
      ([, from]) => from,
    );
    expect(imports.filter((from) => !from.startsWith('node:') && from !== './memory-calls.ts')).toEqual([]);
  }
  const code = `
    ${LIGHT.map((name) => `await import(${JSON.stringify(source(name).href)});`).join('\n')}
    const { createRequire } = await import('node:module');
    console.log(Object.keys(createRequire(${JSON.stringify(source('pages').href)}).cache).filter((file) => file.includes('koffi')).length);`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim()).toBe('0');
});
