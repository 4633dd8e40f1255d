import fc from 'fast-check';
import { expect, test } from 'vitest';
import { independentRatio, pairedRatio } from '../../src/stats/ratio.ts';
import { blocks, measured, normalSource, seeds } from './samples.ts';

const few = { resamples: 200 };
const pairedBlocks = fc.array(
  fc.tuple(fc.array(measured, { minLength: 1, maxLength: 4 }), fc.array(measured, { minLength: 1, maxLength: 4 })),
  { minLength: 1, maxLength: 6 },
);

test('paired ratio: known answer, the median over blocks of the ratio of medians', () => {
  const a = [[20, 22, 90], [30], [44, 40]];
  const b = [[11], [10], [20, 22]];
  expect(pairedRatio(a, b, { seed: 1 }).estimate).toBeCloseTo(2, 12);
});

test('paired ratio: what slows a whole block cancels', () => {
  const loudness = [1, 3, 0.5, 4, 2, 1, 5, 0.7];
  const a = loudness.map((factor) => [200 * factor]);
  const b = loudness.map((factor) => [100 * factor]);
  const paired = pairedRatio(a, b, { seed: 1 });
  expect(paired.low).toBeCloseTo(2, 12);
  expect(paired.high).toBeCloseTo(2, 12);
  const independent = independentRatio(a, b, { seed: 1 });
  expect(independent.high / independent.low).toBeGreaterThan(2);
});

test('paired ratio: A over B is the reciprocal of B over A in the estimate', () => {
  fc.assert(
    fc.property(pairedBlocks, seeds, (pairs, seed) => {
      const a = pairs.map(([block]) => block);
      const b = pairs.map(([, block]) => block);
      const there = pairedRatio(a, b, { seed, ...few });
      const back = pairedRatio(b, a, { seed, ...few });
      expect(there.estimate * back.estimate).toBeCloseTo(1, 9);
      expect(there.low).toBeLessThanOrEqual(there.high);
    }),
  );
});

test('paired ratio: scaling A scales estimate and interval', () => {
  fc.assert(
    fc.property(pairedBlocks, seeds, (pairs, seed) => {
      const a = pairs.map(([block]) => block);
      const b = pairs.map(([, block]) => block);
      const plain = pairedRatio(a, b, { seed, ...few });
      const scaled = pairedRatio(
        a.map((block) => block.map((value) => 8 * value)),
        b,
        { seed, ...few },
      );
      for (const end of ['estimate', 'low', 'high'] as const) expect(scaled[end] / plain[end]).toBeCloseTo(8, 9);
    }),
  );
});

test('paired ratio: with one block the values within it are drawn', () => {
  const { low, high } = pairedRatio([[90, 100, 110]], [[50, 50, 50]], { seed: 1 });
  expect(low).toBeCloseTo(1.8, 12);
  expect(high).toBeCloseTo(2.2, 12);
});

test('independent ratio: known answer, and the sides may differ in size', () => {
  const ratio = independentRatio(
    [
      [30, 32],
      [28, 31, 29],
    ],
    [[10, 10, 10]],
    { seed: 1 },
  );
  expect(ratio.estimate).toBeCloseTo(3, 12);
  expect(ratio.low).toBeGreaterThanOrEqual(2.8 - 1e-9);
  expect(ratio.high).toBeLessThanOrEqual(3.2 + 1e-9);
  expect(ratio.low).toBeLessThan(3);
  expect(ratio.high).toBeGreaterThan(3);
});

test('independent ratio: ordered, and repeated with its seed', () => {
  fc.assert(
    fc.property(blocks, blocks, seeds, (a, b, seed) => {
      const ratio = independentRatio(a, b, { seed, ...few });
      expect(ratio.low).toBeLessThanOrEqual(ratio.high);
      expect(independentRatio(a, b, { seed, ...few })).toEqual(ratio);
    }),
  );
});

test('ratios: about 95 % of the intervals contain the true ratio of noisy blocks', () => {
  const normal = normalSource(7);
  const noisy = (centre: number, n: number) => Array.from({ length: n }, () => [centre * (1 + 0.05 * normal())]);
  const inside = { paired: 0, independent: 0 };
  for (let seed = 0; seed < 300; seed++) {
    const a = noisy(300, 12);
    const b = noisy(200, 12);
    const paired = pairedRatio(a, b, { seed, resamples: 500 });
    const independent = independentRatio(a, b, { seed, resamples: 500 });
    if (paired.low <= 1.5 && paired.high >= 1.5) inside.paired++;
    if (independent.low <= 1.5 && independent.high >= 1.5) inside.independent++;
  }
  for (const count of Object.values(inside)) {
    expect(count / 300).toBeGreaterThan(0.89);
    expect(count / 300).toBeLessThanOrEqual(0.995);
  }
});

test('ratios: unequal or missing blocks and values that are not positive are refused', () => {
  expect(() => pairedRatio([[1], [2]], [[1]], { seed: 1 })).toThrow('got 2 and 1');
  expect(() => pairedRatio([], [], { seed: 1 })).toThrow('got 0 and 0');
  expect(() => pairedRatio([[1]], [[0]], { seed: 1 })).toThrow('got 0');
  expect(() => independentRatio([[1]], [[-3]], { seed: 1 })).toThrow('got -3');
  expect(() => independentRatio([[Number.NaN]], [[1]], { seed: 1 })).toThrow('got NaN');
});
