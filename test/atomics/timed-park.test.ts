import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildKernels } from '../../src/kernel/build.ts';
import { type BoundFunction, instantiate } from '../../src/kernel/instantiate.ts';
import { PROJECT } from '../../src/registry.ts';

const PATH = join(PROJECT, 'src/atomics/timed-park.ts');
const AT = 5; // anywhere but at 0
const EXPECTED = 7;

describe.for(['js', 'wasm'] as const)('parkAtMost as %s', (backend) => {
  test('sleeps for as long as asked, and says how long that was', async () => {
    const { parkAtMost, words } = await open();
    for (const leftUs of [1, 100, 3000]) {
      const startNs = process.hrtime.bigint();
      const tookUs = Number(parkAtMost(words, AT, EXPECTED, leftUs));
      const outsideUs = Number(process.hrtime.bigint() - startNs) / 1000;
      expect(tookUs).toBeGreaterThanOrEqual(leftUs);
      expect(tookUs).toBeLessThanOrEqual(outsideUs);
    }
  });

  test('returns at once when the word differs, or no time is left, and takes that for a microsecond at least', async () => {
    const { parkAtMost, words } = await open();
    for (const [expected, leftUs] of [
      [EXPECTED + 1, 2 ** 31 - 1],
      [EXPECTED, 0],
    ]) {
      const tookUs = Number(parkAtMost(words, AT, expected, leftUs));
      expect(tookUs).toBeGreaterThanOrEqual(1);
      expect(tookUs).toBeLessThan(1_000_000); // the longest single sleep
    }
  });

  async function open(): Promise<{ parkAtMost: BoundFunction; words: Int32Array }> {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
    const words = new Int32Array(memory.buffer, 65_536, 16);
    words[AT] = EXPECTED;
    if (backend === 'js') return { parkAtMost: (await import(PATH)).parkAtMost, words };
    const [wasm] = await buildKernels([{ entry: PATH }]);
    return { parkAtMost: instantiate(new WebAssembly.Module(wasm), memory).parkAtMost, words };
  }
});
