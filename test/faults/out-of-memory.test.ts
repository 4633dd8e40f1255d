/** Memory that cannot be had: for shared words, and in a thread. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Arena, createRing, createShared } from '../../src/arena.ts';
import central from '../../src/atomics/barriers/central.ts';
import futex from '../../src/locks/futex.ts';
import { readResult } from '../../src/report/read-result.ts';
import broadcast from '../../src/ringbuf/broadcast.ts';
import vyukov from '../../src/ringbuf/mpmc-vyukov.ts';
import bytes from '../../src/ringbuf/spsc-bytes.ts';
import { runLab } from '../cli/lab-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tinyRing } from '../tiny-ring.ts';

const NUMBERS = [2 ** 31, 2 ** 32, 2 ** 53, -1, 0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('shared words that cannot be had', () => {
  test('a number that is no capacity, or no number of threads, is refused in one sentence that names it', () => {
    for (const number of NUMBERS) {
      const refused = (what: string) => new RegExp(`^Expected ${what}.* found ${number}: .*\\.$`);
      expect(() => createRing(vyukov, number)).toThrow(refused('a capacity'));
      expect(() => createRing(bytes, number)).toThrow(refused('a capacity'));
      expect(() => createRing(broadcast, 8, number)).toThrow(refused('consumers'));
      expect(() => createShared(futex, number)).toThrow(refused('threads'));
      expect(() => createShared(central, number)).toThrow(refused('threads'));
    }
  });

  test('whatever the numbers, there are words of the promised size or a RangeError', () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 70_000 }), fc.constantFrom(...NUMBERS));
    const capacity = fc.oneof(
      number,
      fc.nat({ max: 12 }).map((bits) => 2 ** bits),
    );
    fc.assert(
      fc.property(capacity, number, (slots, threads) => {
        for (const [make, size] of [
          [() => createRing(broadcast, slots, threads), () => broadcast.sizeWords(slots, threads)],
          [() => createShared(futex, threads), () => futex.sizeWords()],
        ] as const) {
          try {
            expect(make()).toHaveLength(size());
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            expect((error as Error).message).toMatch(/^Expected .* found .*: .*\.$/);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test.for([2 ** 30, 2 ** 31, 2 ** 53])('%d words are more than a memory holds: a sentence with the size', (words) => {
    expect(() => new Arena([words])).toThrow(RangeError);
    expect(() => new Arena([words])).toThrow(
      /^Expected \d+(?:\.\d+)? MiB of shared memory, but they cannot be had \(.*\): ask for less\.$/,
    );
  });

  const limited = process.platform === 'linux';
  test.skipIf(!limited)(
    `a system that gives no more is one sentence, and the program goes on${limited ? '' : ' (skipped: limits are set on Linux only)'}`,
    () => {
      const file = join(import.meta.dirname, 'fixtures/large-ring.ts');
      const command = `ulimit -v 3000000 && exec '${process.execPath}' --no-warnings '${file}'`; // in KiB; the ring takes 2 GiB
      const { stdout, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8', timeout: 30_000 });
      expect(stdout).toMatch(
        /^RangeError: Expected \d{4}.* MiB of shared memory, but they cannot be had .*: ask for less\. true$/,
      );
      expect(status).toBe(0);
    },
  );
});

describe('a thread that fills its heap', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('ends the run with a message and an exit code; what is kept is whole and says why the cell has no result', async () => {
    const subjects = temporaryFolder({
      'ring-hoards.ts': tinyRing({
        name: 'ring-hoards',
        onPush: 'if (value > 1000) for (const hoard = []; ; ) hoard.push({ value });',
        descriptor: "backends: ['js'],",
      }),
    });
    const out = temporaryFolder();
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=64');
    const flags = ['--quick', '--backend', 'js', '--pin', 'none', '--subjects', 'ring-hoards,spsc-lamport'];
    const { code, stdout, stderr } = await runLab('ringbuf', ...flags, '--also', subjects, '--out', out);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/out of memory/);
    const files = readdirSync(join(out, 'ringbuf')).filter((name) => !name.endsWith('.html'));
    // V8 may also end the whole process: then there is no result at all.
    const records = files.map((name) => readResult(readFileSync(join(out, 'ringbuf', name), 'utf8')));
    expect(records.length).toBeLessThan(2);
    for (const { cells, config } of records) {
      const [hoarder] = cells.filter(({ subject }) => subject === 'ring-hoards');
      expect(hoarder.trials).toEqual([]);
      expect(hoarder.error).toMatch(/^Thread \d \(\w+\) failed: .*memory/);
      expect(cells.find(({ subject }) => subject === 'spsc-lamport')?.trials).toHaveLength(config.trials);
    }
  });
});
