import { expect, test } from 'vitest';
import { bimodal } from '../../src/stats/bimodal.ts';
import { createRandom } from '../../src/stats/random.ts';
import { normalSource } from './samples.ts';

const SAMPLES = 500;

/** Share of samples of n values that are called bimodal. */
function shareCalled(n: number, draw: (index: number) => number): number {
  let called = 0;
  for (let run = 0; run < SAMPLES; run++) {
    if (bimodal(Array.from({ length: n }, (_, index) => draw(index))) !== null) called++;
  }
  return called / SAMPLES;
}

const random = createRandom(11);
const normal = normalSource(12);
const oneMode: Record<string, () => number> = {
  uniform: () => 0.05 + random.next(),
  'narrow normal': () => 1 + 0.1 * normal(),
  'wide normal': () => Math.max(0.01, 1 + 0.4 * normal()),
  exponential: () => 0.1 - Math.log(1 - random.next()),
  'log-normal': () => Math.exp(normal()),
};

test.each(Object.keys(oneMode))('bimodal: %s samples are not, whatever their size', (name) => {
  for (const n of [8, 10, 15, 30, 60]) expect(shareCalled(n, oneMode[name]), `n = ${n}`).toBeLessThan(0.04);
});

test.each([8, 10, 15, 30, 60])('bimodal: quiet and loud minutes a factor of 4 apart are seen in %d values', (n) => {
  const loud = Math.ceil(0.4 * n);
  expect(shareCalled(n, (index) => (index < loud ? 4 : 1) * (1 + 0.1 * normal()))).toBeGreaterThan(0.93);
});

test('bimodal: the modes and their shares are told', () => {
  expect(bimodal([100, 31, 102, 98, 30, 101, 99, 29, 100, 30])).toEqual({ lowMode: 30, highMode: 100, lowShare: 0.4 });
});

test('bimodal: modes less than 20 % apart are of no interest', () => {
  expect(bimodal([100, 100.1, 99.9, 100, 110, 110.1, 109.9, 110])).toBeNull();
  expect(bimodal([100, 100.1, 99.9, 100, 130, 130.1, 129.9, 130])).not.toBeNull();
});

test('bimodal: one stray value in ten is an outlier, not a mode', () => {
  expect(bimodal([100, 101, 102, 99, 98, 100, 103, 97, 100, 400])).toBeNull();
});

test('bimodal: two exact values are two modes', () => {
  expect(bimodal([1, 1, 1, 1, 5, 5, 5, 5])).toEqual({ lowMode: 1, highMode: 5, lowShare: 0.5 });
  expect(bimodal([5, 5, 5, 5, 5, 5, 5, 5])).toBeNull();
});

test('bimodal: fewer than 8 values and values of 0 give no answer', () => {
  expect(bimodal([1, 1, 1, 5, 5, 5, 5])).toBeNull();
  expect(bimodal([0, 0, 0, 0, 5, 5, 5, 5])).toBeNull();
});
