import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Arena } from '../../src/arena.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, RingSpec } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import { type FoundSubject, PROJECT } from '../../src/registry.ts';
import cached from '../../src/ringbuf/spsc-cached.ts';
import { runThreads } from '../conformance/threads.ts';
import type { BoundThread } from './bind-worker.ts';

const ITEMS = 100_000;
const CAPACITY_SLOTS = 64;
const spec: RingSpec = cached;
const found: FoundSubject<RingSpec> = { path: join(PROJECT, 'src/ringbuf/spsc-cached.ts'), spec };
const sizeWords = spec.sizeWords(CAPACITY_SLOTS, 1);

test.for<[producer: Backend, consumer: Backend]>([
  ['js', 'wasm'],
  ['wasm', 'js'],
])(`a %s thread sends ${ITEMS} items to a %s thread over one ring, in order`, async ([producer, consumer]) => {
  const arena = new Arena([sizeWords, LINE_WORDS, LINE_WORDS]);
  const [offset] = arena.offsets;
  spec.init(arena.words(offset, sizeWords), CAPACITY_SLOTS, 1);
  await bindSubject(found, 'wasm', arena.memory); // built once, not in the thread
  const common = { path: found.path, memory: arena.memory, ring: { offset, sizeWords }, items: ITEMS };
  const threads: BoundThread[] = [
    { ...common, end: 'producer', backend: producer, ownOffset: arena.offsets[1] },
    { ...common, end: 'consumer', backend: consumer, ownOffset: arena.offsets[2] },
  ];
  const wrong = await runThreads<number>(
    new URL('./bind-worker.ts', import.meta.url),
    threads.map((data) => ({ data })),
  );
  expect(wrong).toEqual([0, 0]);
});

test('functions that answer yes or no give booleans in both back ends', async () => {
  for (const backend of ['js', 'wasm'] as const) {
    const arena = new Arena([sizeWords, LINE_WORDS]);
    const { init, tryPush, tryPop } = await bindSubject(found, backend, arena.memory);
    const words = arena.words(arena.offsets[0], sizeWords);
    const into = arena.words(arena.offsets[1], 1);
    init(words, CAPACITY_SLOTS, 1);
    expect([tryPop(words, 0, into, 0), tryPush(words, 0, 5), tryPop(words, 0, into, 0)]).toEqual([false, true, true]);
  }
});

test('WebAssembly refuses words that lie in other memory', async () => {
  const arena = new Arena([sizeWords]);
  const { tryPush } = await bindSubject(found, 'wasm', arena.memory);
  expect(() => tryPush(new Int32Array(sizeWords), 0, 1)).toThrow(
    /^Expected words over the kernel’s memory, found words over another buffer: allocate them there\.$/,
  );
});
