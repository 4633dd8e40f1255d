import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Arena } from '../../src/arena.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { instantiate } from '../../src/kernel/instantiate.ts';
import { PROJECT } from '../../src/registry.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock on which each run of the calibration takes the next of `tookNs`, starting at `startNs`. */
function clock(startNs: bigint, ...tookNs: number[]): void {
  const stamps: bigint[] = [];
  let now = startNs;
  for (const took of tookNs) {
    stamps.push(now);
    now += BigInt(took);
    stamps.push(now);
    now += 1000n;
  }
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => stamps.shift() ?? now);
}

test('work: no step gives the seed back, each step depends on the one before', () => {
  expect(work(0, 5)).toBe(5);
  expect(work(1, 0)).toBe(1013904223);
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (some, more, seed) => {
      expect(work(more, work(some, seed))).toBe(work(some + more, seed));
    }),
  );
});

test('work: every result is a 32-bit integer', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (steps, seed) => {
      const x = work(steps, seed);
      expect(x).toBe(x | 0);
    }),
  );
});

test('stepsFor: no time takes no step, and looks at no clock', () => {
  const looks = vi.spyOn(process.hrtime, 'bigint');
  expect(stepsFor(0)).toBe(0);
  expect(looks).not.toHaveBeenCalled();
});

test('stepsFor: 8192 steps in 16384 ns are half a step a nanosecond', () => {
  clock(0n, 16_384, 16_384, 16_384, 16_384);
  expect(stepsFor(1000)).toBe(500);
});

test('stepsFor: the shortest of the runs counts, as interruptions only add', () => {
  clock(0n, 16_384, 8192, 900_000, 20_000);
  expect(stepsFor(1000)).toBe(1000);
});

test('stepsFor: a run during which the clock stood still does not count', () => {
  clock(0n, 0, 8192, 0, 0);
  expect(stepsFor(1000)).toBe(1000);
});

test('stepsFor: the clock may wrap at 2^31 and 2^32 during a run', () => {
  for (const wrap of [2n ** 31n, 2n ** 32n]) {
    clock(wrap - 2048n, 8192, 8192, 8192, 8192);
    expect(stepsFor(250_000)).toBe(250_000);
  }
});

test('stepsFor: rounds down, up to the longest time that it takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 250_000 }), fc.integer({ min: 1, max: 1_000_000 }), (ns, tookNs) => {
      clock(0n, tookNs, tookNs, tookNs);
      expect(stepsFor(ns)).toBe(Math.floor((ns * 8192) / tookNs));
    }),
  );
});

test('stepsFor: on this machine, more time takes more steps', () => {
  expect(stepsFor(100_000)).toBeGreaterThan(stepsFor(100));
});

/** A compiler may move arithmetic behind a look at the clock; then nothing seems to take no time, and steps are far too many. */
test('stepsFor: as WebAssembly the clock is read around the work, not before it', async () => {
  const entries = ['steps-for', 'work'].map((name) => ({ entry: join(PROJECT, `src/atomics/${name}.ts`) }));
  const { memory } = new Arena([32]);
  const kernels = (await buildKernels(entries)).map((bytes) => instantiate(new WebAssembly.Module(bytes), memory));
  const run = { ...kernels[0], ...kernels[1] } as {
    stepsFor(ns: number): number;
    work(steps: number, seed: number): number;
  };
  const wantedNs = 100_000;
  const tooLong = Array.from({ length: 30 }, (_, seed) => {
    const steps = run.stepsFor(wantedNs);
    const startNs = process.hrtime.bigint();
    run.work(steps, seed);
    return Number(process.hrtime.bigint() - startNs) / wantedNs;
  });
  // The best of many: interruptions only add. Ten times too long is no noise.
  expect(Math.min(...tooLong)).toBeLessThan(10);
  expect(run.work(1000, 7)).toBe(work(1000, 7));
});
