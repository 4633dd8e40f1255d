import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { currentCpu, pinThisThread, verifyPinned } from '../../src/machine/affinity.ts';
import { parseList } from '../../src/machine/parse-list.ts';
import { fieldOf, liveRead } from '../../src/machine/read.ts';

const source = (name: string) => JSON.stringify(new URL(`../../src/machine/${name}.ts`, import.meta.url).href);

/** Runs a module in a worker and gives what it posts. */
function inWorker<T>(code: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const url = new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';\n${code}`)}`,
    );
    const worker = new Worker(url, { execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const allowedHere = () => fieldOf(liveRead('/proc/thread-self/status'), 'Cpus_allowed_list');
const cpus = parseList(allowedHere() ?? '');
const pin = (cpu: number) =>
  inWorker<{ outcome: { pinned: boolean; verified: boolean; reason: string | null }; cpu: number; mask: string }>(`
    import { readFileSync } from 'node:fs';
    import { currentCpu, pinThisThread } from ${source('affinity')};
    const outcome = pinThisThread(${cpu});
    const mask = readFileSync('/proc/thread-self/status', 'utf8').match(/Cpus_allowed_list:\\s*(.*)/)[1];
    parentPort.postMessage({ outcome, cpu: currentCpu(), mask });`);

const refusal = cpus.length === 0 ? 'this system has no /proc/thread-self/status' : (await pin(cpus[0])).outcome.reason;
if (refusal !== null) console.warn(`Live tests of pinning are skipped: ${refusal}`);

test.skipIf(refusal !== null)(
  'a worker pins itself to each allowed CPU, and the main thread keeps its mask',
  async () => {
    const before = allowedHere();
    for (const cpu of cpus.slice(0, 4)) {
      expect(await pin(cpu)).toEqual({
        outcome: { pinned: true, verified: true, reason: null },
        cpu,
        mask: String(cpu),
      });
    }
    expect(allowedHere()).toBe(before);
  },
);

test.skipIf(refusal !== null)('a CPU that does not exist is refused with the reason, and the mask stays', () => {
  const before = allowedHere();
  for (const cpu of [5_000, 65_535]) {
    const { pinned, verified, reason } = pinThisThread(cpu);
    expect({ pinned, verified }).toEqual({ pinned: false, verified: false });
    expect(reason).toContain(`pin to CPU ${cpu}: it does not exist, is offline or is not allowed (errno 22)`);
  }
  expect(allowedHere()).toBe(before);
});

test.each([-1, 0.5, Number.NaN, 65_536])('%d is no CPU number', (cpu) => {
  expect(pinThisThread(cpu)).toMatchObject({
    pinned: false,
    verified: false,
    reason: expect.stringContaining(`found ${cpu}`),
  });
});

test('without koffi nothing is pinned and the reason says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crosscore-affinity-'));
  try {
    for (const name of ['affinity.ts', 'affinity-linux.ts', 'affinity-windows.ts'])
      copyFileSync(new URL(`../../src/machine/${name}`, import.meta.url), join(folder, name));
    const code = `
      const { currentCpu, pinThisThread } = await import(${JSON.stringify(pathToFileURL(join(folder, 'affinity.ts')).href)});
      console.log(JSON.stringify({ ...pinThisThread(0), cpu: currentCpu() }));`;
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: folder });
    expect(JSON.parse(text)).toEqual({ pinned: false, verified: false, cpu: null, reason: expect.any(String) });
    if (process.platform === 'linux') expect(JSON.parse(text).reason).toContain('koffi');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('importing the module loads no koffi', () => {
  const code = `
    await import(${source('affinity')});
    const { createRequire } = await import('node:module');
    console.log(Object.keys(createRequire(${source('affinity')}).cache).filter((file) => file.includes('koffi')).length);`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim()).toBe('0');
});

/** A fresh process pins a worker whose promise may be the first; gives how many threads ended up pinned. */
function pinnedThreads(warm: boolean): number {
  const code = `
    import { readdirSync, readFileSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    import { warmThreadPool } from ${source('free-pool')};
    if (${warm}) await warmThreadPool();
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(\`
      import { readFile } from 'node:fs/promises';
      import { parentPort } from 'node:worker_threads';
      import { pinThisThread } from ${source('affinity')};
      pinThisThread(${cpus[0]});
      await readFile('/proc/self/status');
      parentPort.postMessage('done');
      parentPort.on('message', () => {});\`)), { execArgv: [] });
    worker.once('message', () => {
      const masks = readdirSync('/proc/self/task').map((task) =>
        readFileSync('/proc/self/task/' + task + '/status', 'utf8').match(/Cpus_allowed_list:\\s*(.*)/)[1]);
      console.log(masks.filter((mask) => mask === '${cpus[0]}').length);
      process.exit();
    });`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

test.skipIf(refusal !== null || cpus.length < 2)('a warmed thread pool stays free when a worker is pinned', () => {
  expect(pinnedThreads(true)).toBe(1);
  // Without the warming the pool's threads inherit the worker's mask: the trap is real on this version of Node.
  expect(pinnedThreads(false)).toBeGreaterThan(1);
});

test('the module that workers load first imports built-in modules only, also through its own parts', () => {
  const importsOf = (name: string): string[] => {
    const text = readFileSync(new URL(`../../src/machine/${name}`, import.meta.url), 'utf8');
    const from = [...text.matchAll(/^import (?!type ).*from '(.*)';$/gm)].map(([, module]) => module);
    return from.flatMap((module) => (module.startsWith('./') ? importsOf(module) : module));
  };
  const imported = importsOf('affinity.ts');
  expect(imported).toContain('node:fs');
  expect(imported.filter((module) => !isBuiltin(module))).toEqual([]);
});

test.skipIf(refusal !== null)('a worker tours the CPUs: each pin replaces the one before', async () => {
  const tour = [...cpus, ...cpus].slice(0, 8);
  const stops = await inWorker<{ outcome: unknown; cpu: number | null; reason: string | null }[]>(`
    import { currentCpu, pinThisThread, verifyPinned } from ${source('affinity')};
    parentPort.postMessage(${JSON.stringify(tour)}.map((cpu) =>
      ({ outcome: pinThisThread(cpu), cpu: currentCpu(), reason: verifyPinned(cpu) })));`);
  expect(stops).toEqual(
    tour.map((cpu) => ({ outcome: { pinned: true, verified: true, reason: null }, cpu, reason: null })),
  );
});

test.skipIf(refusal !== null)('after a pin that is refused the one before holds', async () => {
  const [refused, still] = await inWorker<[{ pinned: boolean }, string | null]>(`
    import { pinThisThread, verifyPinned } from ${source('affinity')};
    pinThisThread(${cpus[0]});
    parentPort.postMessage([pinThisThread(60000), verifyPinned(${cpus[0]})]);`);
  expect([refused.pinned, still]).toEqual([false, null]);
});

test.skipIf(refusal !== null || cpus.length < 2)('a pin concerns the thread that asked, and no other', async () => {
  const [first, second] = cpus;
  const code = `
    import { Worker } from 'node:worker_threads';
    import { pinThisThread, verifyPinned } from ${source('affinity')};
    pinThisThread(${first});
    const other = new Worker(new URL('data:text/javascript,' + encodeURIComponent(\`
      import { parentPort } from 'node:worker_threads';
      import { pinThisThread, verifyPinned } from ${source('affinity')};
      const inherited = verifyPinned(${first});
      parentPort.postMessage([inherited, pinThisThread(${second}).verified, verifyPinned(${second})]);\`)), { execArgv: [] });
    other.once('message', (theirs) => parentPort.postMessage({ theirs, mine: verifyPinned(${first}), not: verifyPinned(${second}) }));`;
  const { theirs, mine, not } = await inWorker<{ theirs: unknown[]; mine: string | null; not: string }>(code);
  expect(theirs).toEqual([null, true, null]);
  expect(mine).toBeNull();
  expect(not).toBe(`Asked for CPU ${second}; the mask reads "${first}" and the thread runs on CPU ${first}.`);
});

test.skipIf(refusal !== null || cpus.length < 2)('a mask changed from outside is noticed', () => {
  const code = `
    import { execFileSync } from 'node:child_process';
    import { pinThisThread, verifyPinned } from ${source('affinity')};
    const before = pinThisThread(${cpus[0]}).verified;
    let changed = true;
    try { execFileSync('taskset', ['-p', '-c', '${cpus[0]},${cpus[1]}', String(process.pid)]); } catch { changed = false; }
    console.log(JSON.stringify({ before, changed, reason: verifyPinned(${cpus[0]}) }));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  const { before, changed, reason } = JSON.parse(text);
  expect(before).toBe(true);
  if (changed) expect(reason).toContain(`Asked for CPU ${cpus[0]}; the mask reads "`);
  else console.warn('A mask changed from outside is not tested: there is no taskset.');
});

test.skipIf(refusal !== null)('the main thread is told not to be pinned, and where it runs', () => {
  if (cpus.length > 1) expect(verifyPinned(cpus[0])).toContain(`the mask reads "${allowedHere()}"`);
  expect(cpus).toContain(currentCpu());
});
