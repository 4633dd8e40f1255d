import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mad } from '../../src/stats/mad.ts';
import { median } from '../../src/stats/median.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { sample } from './samples.ts';

// numpy.quantile, whose default is type 7.
test.each([
  [0, 1],
  [0.1, 1],
  [0.25, 1.75],
  [0.5, 3.5],
  [0.75, 5.25],
  [0.9, 6.9],
  [1, 9],
])('quantile: p = %d of 3 1 4 1 5 9 2 6 is %d, as in R', (p, expected) => {
  expect(quantile([3, 1, 4, 1, 5, 9, 2, 6], p)).toBeCloseTo(expected, 12);
});

test('quantile: it lies within the sample, rises with p and leaves the input alone', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(sample, share, share, (values, one, other) => {
      const before = [...values];
      const low = quantile(values, Math.min(one, other));
      const high = quantile(values, Math.max(one, other));
      expect(low).toBeLessThanOrEqual(high * (1 + 1e-12));
      expect(low).toBeGreaterThanOrEqual(Math.min(...values));
      expect(high).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-12));
      expect(values).toEqual(before);
    }),
  );
});

test('quantile: numbers are ordered as numbers, not as text', () => {
  expect(quantile([10, 9, 2, 100], 1)).toBe(100);
  expect(median([10, 9, 2])).toBe(9);
});

test('quantile: p outside [0, 1], an empty sample and values that are not finite are refused', () => {
  expect(() => quantile([1, 2], 95)).toThrow('got 95');
  expect(() => quantile([], 0.5)).toThrow('at least one value');
  expect(() => median([1, Number.NaN, 2])).toThrow('got NaN');
  expect(() => median([1, Number.NEGATIVE_INFINITY])).toThrow('got -Infinity');
});

test('median: the middle value, or the mean of the middle two', () => {
  expect(median([5])).toBe(5);
  expect(median([7, 1, 3])).toBe(3);
  expect(median([7, 1, 3, 4])).toBe(3.5);
});

test('mad: half of the distances from the median, not scaled', () => {
  expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  expect(mad([5, 5, 5, 100])).toBe(0);
});

test('mad: shifting a sample changes nothing and scaling it scales the MAD', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }),
      fc.integer({ min: -9, max: 9 }),
      (values, by) => {
        const before = mad(values);
        expect(mad(values.map((value) => value + by))).toBe(before);
        expect(mad(values.map((value) => value * by))).toBe(before * Math.abs(by));
      },
    ),
  );
});
