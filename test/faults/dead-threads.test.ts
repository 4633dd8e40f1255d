/** Threads that are terminated where they are: asleep, in front of a lock, inside it. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Backend, LockSpec } from '../../src/contract.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { createRandom } from '../../src/stats/random.ts';
import { guardedWords } from '../conformance/guarded-words.ts';
import { subjectsUnderTest } from '../conformance/subjects.ts';
import { SUM, type Transfers } from './fixtures/transfers.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Short runs are many: a death in the wrong place is rare. */
const [REPEATS, DEATHS] = process.env.CI ? [10, 60] : [3, 12];
/** Of these, so many must have died inside, or nothing was tried. */
const DEATHS_INSIDE = 2;
/** Long after any thread has been served. */
const PATIENCE_MS = 20_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a thread that dies asleep takes no wake-up with it', () => {
  test.for(['first', 'last'] as const)('when it fell asleep %s', async (asleep) => {
    for (let i = 0; i < REPEATS; i++) {
      const words = new Int32Array(new SharedArrayBuffer(4));
      const threads: Worker[] = [];
      onTestFinished(async () => void (await Promise.all(threads.map((thread) => thread.terminate()))));
      for (const _ of ['one', 'another']) {
        const thread = new Worker(new URL('./fixtures/sleeper.ts', import.meta.url), {
          workerData: words,
          execArgv: [],
        });
        threads.push(thread);
        await once(thread, 'message');
        await sleep(5); // asleep by now, most of the time: the test holds either way
      }
      const [dies, lives] = asleep === 'first' ? threads : threads.toReversed();
      const answer = once(lives, 'message');
      await dies.terminate();
      // Nobody to wake: the living thread is not asleep yet.
      while (Atomics.notify(words, 0, 1) === 0) await sleep(1);
      expect(await Promise.race([answer, sleep(PATIENCE_MS)]), 'who was woken').toEqual(['ok']);
      expect(Atomics.notify(words, 0), 'threads that sleep on').toBe(0);
    }
  });
});

const survivable = (await subjectsUnderTest('lock')).filter(({ spec }) => spec.abandon && spec.ownerDied);

test('there is a lock that survives its holder', () => {
  expect(survivable).not.toEqual([]);
});

describe.for(survivable)('$spec.name', (found) => {
  let kernel: WebAssembly.Module;
  beforeAll(async () => {
    const [bytes] = await buildKernels([{ entry: found.path }]);
    kernel = new WebAssembly.Module(bytes);
  });
  for (const backends of [['js'], ['js', 'wasm']] as const)
    test(`as ${backends.join(' and ')}: threads that die anywhere are buried on their exit, and the others get on`, async () => {
      await expectSurvival(found.spec, backends, found.path, kernel);
    });
});

/**
 * Threads work inside the lock and are terminated at random moments. Whoever started them says so to the lock on their `exit`, and
 * starts another thread under the same number.
 */
async function expectSurvival(
  spec: LockSpec,
  backends: readonly Backend[],
  path: string,
  kernel: WebAssembly.Module,
): Promise<void> {
  const threads = 3;
  const random = createRandom(SEED);
  const { memory, offset, words, breaches } = guardedWords(spec.sizeWords(threads));
  spec.init?.(words, threads);
  const guarded = new Int32Array(new SharedArrayBuffer(3 * 4));
  guarded[0] = SUM;
  const visits = new Int32Array(new SharedArrayBuffer((threads + 1) * 4));
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const alive: Worker[] = [];
  let inside = 0;

  const start = (self: number) => {
    const data: Transfers = {
      ...{ url: pathToFileURL(path).href, memory, offset, sizeWords: words.length, self, guarded, visits },
      kernel: backends[self % backends.length] === 'wasm' ? kernel : null,
    };
    const thread = new Worker(new URL('./fixtures/transfers.ts', import.meta.url), { workerData: data, execArgv: [] });
    thread.on('error', failure.reject);
    thread.on('exit', () => {
      if (spec.abandon?.(words, self)) inside++;
    });
    alive[self] = thread;
  };
  /** Every one of the threads has made another visit. */
  const getOn = async (selves: readonly number[]) => {
    const before = visits.slice();
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (selves.some((self) => Atomics.load(visits, self) === before[self])) {
      if (performance.now() > giveUpAt)
        throw new Error(`Expected threads ${selves} to get on, found visits ${before} and then ${visits}.`);
      await Promise.race([sleep(1), failure.promise]);
    }
  };

  const everybody = [0, 1, 2];
  for (const self of everybody) start(self);
  onTestFinished(async () => void (await Promise.all(alive.map((thread) => thread.terminate()))));
  await getOn(everybody);
  let deaths = 0;
  while (deaths < DEATHS || inside < DEATHS_INSIDE) {
    const dead = random.below(threads);
    const until = performance.now() + 2 * random.next();
    while (performance.now() < until); // a timer would come at whole milliseconds
    await alive[dead].terminate();
    deaths++;
    await getOn(everybody.filter((self) => self !== dead)); // before there is another thread that could wake them
    start(dead);
    await getOn([dead]);
  }
  Atomics.store(visits, threads, 1);
  await Promise.race([Promise.all(alive.map((thread) => once(thread, 'exit'))), failure.promise]);
  expect(guarded[0] + guarded[1], `sum of the accounts after ${deaths} deaths, seed ${SEED}`).toBe(SUM);
  expect(breaches()).toEqual([]);
}
