import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mannWhitney } from '../../src/stats/mann-whitney.ts';
import { midranks } from '../../src/stats/midranks.ts';
import { normalTail } from '../../src/stats/normal-tail.ts';
import { sample } from './samples.ts';

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

test.each([
  [4, 0.02857],
  [5, 0.00794],
  [6, 0.00216],
  [7, 0.00058],
])('mann-whitney: two separate samples of %d have p = %d', (n, p) => {
  const low = upTo(n);
  const high = low.map((value) => value + 100);
  expect(mannWhitney(low, high)).toEqual({ u: 0, p: expect.closeTo(p, 5), exact: true });
  expect(mannWhitney(high, low).u).toBe(n * n);
});

// Known answers down to the next comment from scipy.stats.mannwhitneyu.
test('mann-whitney: exact p of samples of unequal size', () => {
  const { u, p, exact } = mannWhitney([1.1, 2.2, 3.3, 9.9, 5], [4.4, 6, 7, 8, 3, 2.5]);
  expect(u).toBe(11);
  expect(p).toBeCloseTo(0.5367965367965368, 12);
  expect(exact).toBe(true);
});

test('mann-whitney: ties take the normal approximation with both corrections', () => {
  const { u, p, exact } = mannWhitney([1, 2, 2, 3, 4], [2, 3, 5, 5, 6, 7]);
  expect(u).toBe(4.5);
  expect(p).toBeCloseTo(0.06414661873440437, 12);
  expect(exact).toBe(false);
});

test.each([
  [25, 3.3, 231, 0.11663881126432638, true],
  [50, 6.3, 946, 0.03601780786488047, true],
  [60, 7.3, 1378, 0.02694585619564296, false],
])('mann-whitney: %d values against the same %d higher, u = %d, p = %d', (n, by, u, p, exact) => {
  const a = upTo(n);
  const b = a.map((value) => value + by);
  expect(mannWhitney(a, b)).toEqual({ u, p: expect.closeTo(p, 12), exact });
});

test('mann-whitney: the exact p agrees with counting every way to choose the first sample', () => {
  const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(distinct, fc.nat(), (values, cut) => {
      const n = 1 + (cut % (values.length - 1));
      const observed = mannWhitney(values.slice(0, n), values.slice(n));
      const pairs = n * (values.length - n);
      const smaller = Math.min(observed.u, pairs - observed.u);
      let extreme = 0;
      let all = 0;
      for (let chosen = 0; chosen < 2 ** values.length; chosen++) {
        const a = values.filter((_, index) => (chosen >> index) & 1);
        if (a.length !== n) continue;
        const b = values.filter((_, index) => !((chosen >> index) & 1));
        const u = a.flatMap((one) => b.filter((other) => one > other)).length;
        all++;
        if (u <= smaller || u >= pairs - smaller) extreme++;
      }
      expect(observed.p).toBeCloseTo(extreme / all, 12);
    }),
  );
});

test('mann-whitney: p is a probability, the order of the sides does not matter, and u sums to n·m', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const there = mannWhitney(a, b);
      const back = mannWhitney(b, a);
      expect(there.u + back.u).toBe(a.length * b.length);
      expect(there.p).toBeCloseTo(back.p, 12);
      expect(there.p).toBeGreaterThan(0);
      expect(there.p).toBeLessThanOrEqual(1);
    }),
  );
});

test('mann-whitney: values that are all equal show nothing', () => {
  expect(mannWhitney([3, 3, 3], [3, 3])).toEqual({ u: 3, p: 1, exact: false });
});

test('mann-whitney: an empty side is refused', () => {
  expect(() => mannWhitney([], [1])).toThrow('got 0 and 1');
});

test('midranks: equal values share the mean of their ranks', () => {
  expect(midranks([30, 10, 20, 20])).toEqual([4, 1, 2.5, 2.5]);
  expect(midranks([])).toEqual([]);
});

// scipy.stats.norm.sf
test.each([
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1.5, 0.06680720126885807],
  [1.959963984540054, 0.025],
  [4, 3.167124183311986e-5],
  [8, 6.220960574271785e-16],
])('normal tail: the probability above %d is %d', (z, expected) => {
  expect(normalTail(z) / expected).toBeCloseTo(1, 10);
});

test('normal tail: series and continued fraction meet where one takes over from the other', () => {
  expect(normalTail(2.5 - 1e-12) / normalTail(2.5)).toBeCloseTo(1, 10);
});
