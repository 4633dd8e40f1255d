import { expect, test } from 'vitest';
import { coefficientOfVariation } from '../../src/stats/coefficient-of-variation.ts';

test('coefficient of variation: standard deviation with n - 1 over the mean', () => {
  expect(coefficientOfVariation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(0.427617987059879, 12);
  expect(coefficientOfVariation([3, 3, 3])).toBe(0);
});

test('coefficient of variation: it has no unit', () => {
  expect(coefficientOfVariation([2e9, 3e9, 4e9])).toBeCloseTo(coefficientOfVariation([2, 3, 4]), 12);
  expect(coefficientOfVariation([-2, -3, -4])).toBeCloseTo(coefficientOfVariation([2, 3, 4]), 12);
});

test('coefficient of variation: NaN where the spread is unknown', () => {
  expect(coefficientOfVariation([])).toBeNaN();
  expect(coefficientOfVariation([4])).toBeNaN();
  expect(coefficientOfVariation([-1, 1])).toBeNaN();
});
