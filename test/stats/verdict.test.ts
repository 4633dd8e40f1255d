import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, moreRunsNeeded } from '../../src/stats/verdict.ts';

function between(low: number, high: number, estimate = Math.sqrt(low * high)) {
  return { estimate, low, high };
}

test.each([
  [1.06, 1.3, 'faster'],
  [0.7, 0.95, 'slower'],
  [0.97, 1.04, 'same'],
  [1, 1, 'same'],
  [1.01, 1.2, 'inconclusive'],
  [0.9, 1, 'inconclusive'],
  [0.9, 1.1, 'inconclusive'],
  // On the edge of the band is not above it.
  [1.05, 1.2, 'inconclusive'],
  [1 / 1.05, 1.05, 'same'],
] as const)('judge: %d to %d is %s where the floor is 5 %%', (low, high, verdict) => {
  expect(judge(between(low, high), 0.05)).toBe(verdict);
});

test('judge: swapping the sides swaps faster and slower and keeps the rest', () => {
  const swapped = { faster: 'slower', slower: 'faster', same: 'same', inconclusive: 'inconclusive' };
  const end = fc.double({ min: 0.2, max: 5, noNaN: true });
  fc.assert(
    fc.property(end, end, fc.double({ min: 0, max: 0.5, noNaN: true }), (one, other, floor) => {
      const low = Math.min(one, other);
      const high = Math.max(one, other);
      // Rounding decides on the edge itself.
      fc.pre([low, high].every((value) => Math.abs(Math.abs(Math.log(value)) - Math.log(1 + floor)) > 1e-9));
      expect(judge(between(1 / high, 1 / low), floor)).toBe(swapped[judge(between(low, high), floor)]);
    }),
  );
});

test('judge: a floor that is no share is refused', () => {
  expect(() => judge(between(1, 2), -0.01)).toThrow('got -0.01');
  expect(() => judge(between(1, 2), Number.NaN)).toThrow('got NaN');
});

test('more runs: none where the verdict is there', () => {
  expect(moreRunsNeeded(between(1.5, 1.7), 0.05, 5)).toBe(0);
  expect(moreRunsNeeded(between(0.99, 1.01), 0.05, 5)).toBe(0);
});

test('more runs: an arm twice too long needs four times the runs', () => {
  // As logarithms: floor 0.1, estimate 0.2, arm 0.2 where 0.1 would do.
  const ratio = { estimate: Math.exp(0.2), low: 1, high: Math.exp(0.4) };
  const more = moreRunsNeeded(ratio, Math.exp(0.1) - 1, 10);
  expect(more).toBeGreaterThanOrEqual(30);
  expect(more).toBeLessThanOrEqual(31);
});

test('more runs: after so many runs the interval, shrunk as assumed, is decided', () => {
  const arm = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      arm,
      arm,
      fc.integer({ min: 1, max: 50 }),
      (centre, below, above, n) => {
        const scaled = (factor: number) => ({
          estimate: Math.exp(centre),
          low: Math.exp(centre - below * factor),
          high: Math.exp(centre + above * factor),
        });
        const more = moreRunsNeeded(scaled(1), 0.05, n);
        fc.pre(more !== null);
        expect(judge(scaled(Math.sqrt(n / (n + more))), 0.05)).not.toBe('inconclusive');
      },
    ),
  );
});

test('more runs: null where the estimate sits on the edge or the interval has no end', () => {
  expect(moreRunsNeeded(between(0.9, 1.2, 1.05), 0.05, 10)).toBeNull();
  expect(moreRunsNeeded(between(0.9, 1.2, 1.0501), 0.05, 10)).toBeNull();
  expect(moreRunsNeeded({ estimate: 2, low: 0, high: Number.POSITIVE_INFINITY }, 0.05, 10)).toBeNull();
});
