import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

// scipy.stats.false_discovery_control
test('benjamini-hochberg: known answer in the order given', () => {
  const adjusted = benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.8]);
  const expected = [0.025, 0.05, 0.05, 0.025, 0.8];
  expect(adjusted).toEqual(expected.map((p) => expect.closeTo(p, 12)));
});

test('benjamini-hochberg: p only grows, at most n-fold, and never past 1', () => {
  fc.assert(
    fc.property(pValues, (given) => {
      benjaminiHochberg(given).forEach((adjusted, index) => {
        expect(adjusted).toBeGreaterThanOrEqual(given[index]);
        expect(adjusted).toBeLessThanOrEqual(Math.min(1, given[index] * given.length * (1 + 1e-12)));
      });
    }),
  );
});

test('benjamini-hochberg: the rows keep their order of evidence', () => {
  fc.assert(
    fc.property(pValues, (given) => {
      const rising = benjaminiHochberg(given.toSorted((one, other) => one - other));
      expect(rising).toEqual(rising.toSorted((one, other) => one - other));
    }),
  );
});

test('benjamini-hochberg: a value that is no probability is refused', () => {
  expect(() => benjaminiHochberg([0.2, 1.5])).toThrow('got 1.5');
  expect(() => benjaminiHochberg([Number.NaN])).toThrow('got NaN');
});
