import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jainIndex } from '../../src/stats/jain.ts';

test('jain: 1 for equal shares, 1/n for one winner, k/n for k winners', () => {
  expect(jainIndex([7, 7, 7])).toBe(1);
  expect(jainIndex([9, 0, 0, 0])).toBe(0.25);
  expect(jainIndex([5, 0, 5, 0])).toBe(0.5);
  expect(jainIndex([1, 2, 3])).toBeCloseTo(36 / 42, 12);
  expect(jainIndex([0, 0])).toBe(1);
});

test('jain: it lies from 1/n to 1 and has no unit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 64 }), (shares) => {
      const index = jainIndex(shares);
      expect(index).toBeGreaterThanOrEqual((1 / shares.length) * (1 - 1e-12));
      expect(index).toBeLessThanOrEqual(1 + 1e-12);
      expect(jainIndex(shares.map((share) => share * 1000))).toBeCloseTo(index, 12);
    }),
  );
});

test('jain: negative shares and no shares are refused', () => {
  expect(() => jainIndex([1, -2])).toThrow('got -2');
  expect(() => jainIndex([Number.NaN])).toThrow('got NaN');
  expect(() => jainIndex([])).toThrow('at least one share');
});
