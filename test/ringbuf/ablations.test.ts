import { expect, test } from 'vitest';
import type { RingSpec } from '../../src/contract.ts';
import cached from '../../src/ringbuf/spsc-cached.ts';
import packed from '../../src/ringbuf/spsc-cached-packed.ts';
import lamport from '../../src/ringbuf/spsc-lamport.ts';
import padded from '../../src/ringbuf/spsc-padded.ts';

const FUNCTIONS = ['init', 'tryPush', 'tryPop', 'pushMany', 'popMany', 'flush', 'size'] as const;
/** Words whose line may differ: the producer's. */
const PRODUCERS = ['TAIL', 'HEAD_SEEN'];

const pairs: readonly (readonly [RingSpec, RingSpec])[] = [
  [lamport, padded],
  [packed, cached],
];

test.each(pairs)('$0.name differs from $1.name in the line of the producer alone', (shared, separate) => {
  for (const name of FUNCTIONS) expect(String(shared[name])).toBe(String(separate[name]));
  const others = (ring: RingSpec) => Object.entries(ring.layout).filter(([name]) => !PRODUCERS.includes(name));
  expect(others(shared)).toEqual(others(separate));
  expect(shared.layout.TAIL).not.toBe(separate.layout.TAIL);
  expect(shared.sizeWords(8, 1)).toBe(separate.sizeWords(8, 1));
});
