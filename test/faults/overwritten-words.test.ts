/**
 * Words that something else has overwritten. Nothing looks for that: the calls would be slower for everybody. What holds all the same:
 * an index is masked before it is used, so that whatever it says, no call leaves the structure's words, in WebAssembly neither, where the
 * engine would not stop it; and what never waits returns. Not so for words that are constant after `init` (MASK), nor for the headers
 * of records: in WebAssembly a wrong MASK reaches the neighbours.
 */
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/contract.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { subjectsUnderTest } from '../conformance/subjects.ts';
import {
  BREACHED,
  CASE,
  isBreached,
  type Overwritten,
  STEPS,
  type Structure,
  type Structured,
  sizeOf,
} from './fixtures/overwritten.ts';

/** Single bits, all of them or every fourth and the highest, and what makes a number negative, large, or off by a few. */
const BITS = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => process.env.CI || bit % 4 === 0 || bit === 31);
const MASKS = [...BITS.map((bit) => 1 << bit), -1, 2 ** 31 - 1, 3, 0x5555_5555];
/** Far enough to leave the structure where nothing masks them, and not so far that they leave the memory. */
const FEW_MASKS = [1 << 10, 0x555];

/** A call that has not returned after this time is one that waits for ever; for one that may wait, after the second. */
const PATIENCE_MS = 20_000;
const MAY_WAIT_MS = 60;
const LOOK_EVERY_MS = 10;

const [rings, records, locks] = await Promise.all([
  subjectsUnderTest('ring'),
  subjectsUnderTest('record-ring'),
  subjectsUnderTest('lock'),
]);
const own = [...rings, ...records, ...locks].filter(({ spec }) => !spec.peer) as FoundSubject<Structure>[];
/** Rings of items that promise to return, whatever the others do. */
const neverWait = own.filter(({ spec }) => spec.kind === 'ring' && spec.progress !== 'blocking');
/** Held up by a slot that another thread has claimed; or walking from record to record, by their lengths. */
const mayWait = own.filter(({ spec }) => spec.kind !== 'lock' && !neverWait.some((other) => other.spec === spec));
const tries = own.filter(({ spec }) => spec.kind === 'lock' && spec.tryLock);

const kernels = new Map<string, WebAssembly.Module>();
beforeAll(async () => {
  const paths = own.filter(({ spec }) => backendsOf(spec).includes('wasm')).map(({ path }) => path);
  const compiled = await buildKernels(paths.map((entry) => ({ entry })));
  for (const [i, bytes] of compiled.entries()) kernels.set(paths[i], new WebAssembly.Module(bytes));
});

function backendsOf({ backends = ['js', 'wasm'] }: Structure): readonly Backend[] {
  return backends;
}

/** The same words of several subjects, in those of the back ends that they have. */
function structured(
  subjects: readonly FoundSubject<Structure>[],
  backends: readonly Backend[],
  wordsOf: (spec: Structure) => readonly string[],
  masks: readonly number[],
): Structured[] {
  return subjects.flatMap(({ path, spec }) =>
    backends
      .filter((backend) => backendsOf(spec).includes(backend))
      .map((backend) => ({
        ...{ path, backend, masks, words: wordsOf(spec) },
        kernel: backend === 'wasm' ? (kernels.get(path) ?? null) : null,
      })),
  );
}

interface Outcome {
  /** Cases in which a call did not return. */
  readonly waited: readonly string[];
  /** The first that wrote outside the structure. */
  readonly breached: string | null;
  readonly calls: number;
}

/** Go through all cases. A thread that waits is terminated; where it may wait, another one goes on behind its case. */
async function overwrite(structures: readonly Structured[], mayWait = false): Promise<Outcome> {
  const cases = structures.flatMap((one) =>
    one.words.flatMap((word) => one.masks.map((mask) => ({ ...one, word, mask }))),
  );
  const name = (at: number) => {
    const { path, backend, word, mask } = cases[at];
    return `${path.replace(/^.*\//, '')} as ${backend}: ${word} ^ ${mask}`;
  };
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const steps = new Int32Array(new SharedArrayBuffer(12));
  const waited: number[] = [];
  let breached = 0;
  for (let from = 0; from < cases.length; ) {
    const data: Overwritten = { structures, from, memory, steps };
    if (!(await returns(data, mayWait ? MAY_WAIT_MS : PATIENCE_MS))) {
      const at = Atomics.load(steps, CASE);
      waited.push(at);
      const { path } = cases[at];
      const { spec } = own.find((one) => one.path === path)!;
      if (isBreached(memory, sizeOf(spec))) breached ||= at + 1;
      from = mayWait ? at + 1 : cases.length;
    } else from = cases.length;
    breached ||= Atomics.load(steps, BREACHED);
  }
  return {
    waited: waited.map(name),
    breached: breached === 0 ? null : name(breached - 1),
    calls: Atomics.load(steps, STEPS),
  };
}

/** Does the thread get to the end? It is gone afterwards. */
async function returns(data: Overwritten, patienceMs: number): Promise<boolean> {
  const thread = new Worker(new URL('./fixtures/overwritten.ts', import.meta.url), { workerData: data, execArgv: [] });
  onTestFinished(async () => void (await thread.terminate()));
  Atomics.store(data.steps, CASE, -1);
  const done = new Promise<boolean>((resolve, reject) => {
    let [seen, since] = ['', performance.now()];
    const watchdog = setInterval(() => {
      const now = `${Atomics.load(data.steps, STEPS)} ${Atomics.load(data.steps, CASE)}`;
      if (now !== seen || Atomics.load(data.steps, CASE) < 0) [seen, since] = [now, performance.now()];
      if (performance.now() - since > patienceMs) resolve(false);
    }, LOOK_EVERY_MS);
    thread.once('message', () => resolve(true));
    thread.once('error', reject);
    thread.once('exit', () => clearInterval(watchdog));
  });
  const isDone = await done;
  await thread.terminate();
  return isDone;
}

test('whatever an index says, a ring that never waits returns, and writes nowhere else', async () => {
  const structures = structured(neverWait, ['js', 'wasm'], ({ freeRunning }) => freeRunning, MASKS);
  const outcome = await overwrite(structures);
  expect(outcome).toMatchObject({ waited: [], breached: null });
  expect(outcome.calls).toBeGreaterThan(2000);
});

test('whatever an index says, a ring that others may hold up, or of records, writes nowhere else while it waits', async () => {
  const structures = structured(mayWait, ['wasm'], ({ freeRunning }) => freeRunning, FEW_MASKS);
  expect(await overwrite(structures, true)).toMatchObject({ breached: null });
});

test('whatever the named words of a lock say, tryLock returns', async () => {
  const structures = structured(tries, ['js'], ({ layout }) => Object.keys(layout), MASKS);
  expect(await overwrite(structures)).toMatchObject({ waited: [] });
});
