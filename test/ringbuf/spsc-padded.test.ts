import { expect, test } from 'vitest';
import lamport from '../../src/ringbuf/spsc-lamport.ts';
import padded from '../../src/ringbuf/spsc-padded.ts';

test('spsc-padded differs from spsc-lamport in the line of TAIL alone', () => {
  for (const name of ['init', 'tryPush', 'tryPop', 'pushMany', 'popMany', 'flush', 'size'] as const)
    expect(String(padded[name])).toBe(String(lamport[name]));
  const { TAIL: paddedTail, ...paddedRest } = padded.layout;
  const { TAIL: lamportTail, ...lamportRest } = lamport.layout;
  expect(paddedRest).toEqual(lamportRest);
  expect(paddedTail).not.toBe(lamportTail);
  expect(padded.sizeWords(8)).toBe(lamport.sizeWords(8));
});
