import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from '../../src/stats/wilson.ts';

// scipy.stats.binomtest(k, n).proportion_ci(method='wilson')
test.each([
  [0, 100, 0, 0.03699349820698568],
  [10, 10, 0.7224672001371109, 1],
  [7, 20, 0.1811918241010821, 0.5671457233147637],
])('wilson: %d of %d is %d to %d', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials);
  expect(interval.estimate).toBe(successes / trials);
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

test('wilson: 0 ≤ low ≤ share ≤ high ≤ 1, and failures mirror successes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const successes = Math.round(trials * share);
      const { estimate, low, high } = wilsonInterval(successes, trials);
      const ordered = [0, low, estimate, high, 1];
      expect(ordered.toSorted((one, other) => one - other)).toEqual(ordered);
      expect(wilsonInterval(trials - successes, trials).high).toBeCloseTo(1 - low, 12);
    }),
  );
});

test('wilson: never nothing after no success, never certainty after no failure', () => {
  expect(wilsonInterval(0, 1e6).high).toBeGreaterThan(3e-6);
  expect(wilsonInterval(1e6, 1e6).low).toBeLessThan(1 - 3e-6);
});

test.each([
  [1, 0],
  [0, 0],
  [3, 2],
  [-1, 2],
  [0.5, 2],
])('wilson: %d of %d is refused', (successes, trials) => {
  expect(() => wilsonInterval(successes, trials)).toThrow(`got ${successes} of ${trials}`);
});
