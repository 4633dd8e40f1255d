import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAUSE_LIMIT, STAY_AWAY, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { type BoundFunction, instantiate } from '../../src/kernel/instantiate.ts';
import { PROJECT } from '../../src/registry.ts';

const PATH = join(PROJECT, 'src/atomics/backoff.ts');
const NAP = 5; // anywhere but at 0

describe.for(['js', 'wasm'] as const)('relax as %s', (backend) => {
  test.for([STAY_CLOSE, STAY_AWAY])(
    'counts its pauses up to the limit, %i at a time, then naps and begins anew',
    async (pauses) => {
      const { relax, words } = await open();
      let paused = 0;
      let steps = 0;
      while (paused < PAUSE_LIMIT) {
        const next = relax(words, NAP, paused, pauses);
        expect(next).toBe(paused + pauses);
        paused = Number(next);
        steps++;
      }
      expect(steps).toBe(Math.ceil(PAUSE_LIMIT / pauses));
      expect(relax(words, NAP, paused, pauses)).toBe(0);
      expect([...words], 'nothing is written').toEqual(new Array(words.length).fill(0));
    },
  );

  test('does not nap where something has been written to the word that it would sleep on', async () => {
    const { relax, words } = await open();
    words[NAP] = 1;
    expect(relax(words, NAP, PAUSE_LIMIT, 1)).toBe(0);
  });

  async function open(): Promise<{ relax: BoundFunction; words: Int32Array }> {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
    const words = new Int32Array(memory.buffer, 65_536, 16);
    if (backend === 'js') return { relax: (await import(PATH)).relax, words };
    const [wasm] = await buildKernels([{ entry: PATH }]);
    return { relax: instantiate(new WebAssembly.Module(wasm), memory).relax, words };
  }
});
