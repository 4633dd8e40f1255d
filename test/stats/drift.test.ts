import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectDrift } from '../../src/stats/drift.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sample } from './samples.ts';

test('drift: a slow first trial is seen in either direction of better', () => {
  expect(detectDrift([50, 100, 101, 99, 100, 102], 'higher').firstTrialSlow).toBe(true);
  expect(detectDrift([50, 100, 101, 99, 100, 102], 'lower').firstTrialSlow).toBe(false);
  expect(detectDrift([150, 100, 101, 99, 100, 102], 'lower').firstTrialSlow).toBe(true);
});

test('drift: a first trial within three MADs of the rest is not slow', () => {
  // The rest has median 100 and MAD 1.
  expect(detectDrift([97, 99, 100, 101, 98, 102, 100], 'higher').firstTrialSlow).toBe(false);
  expect(detectDrift([96.9, 99, 100, 101, 98, 102, 100], 'higher').firstTrialSlow).toBe(true);
});

test('drift: three values are too few to say that the first is slow', () => {
  expect(detectDrift([1, 100, 100], 'higher').firstTrialSlow).toBe(false);
});

// scipy.stats.spearmanr
test('drift: the rank correlation, with ties, has its known value', () => {
  expect(detectDrift([3, 1, 1, 5, 4, 9], 'higher').rank).toBeCloseTo(0.753702346348183, 12);
});

test('drift: steady rise and fall are drift, from six trials', () => {
  expect(detectDrift([1, 2, 3, 4, 5, 6], 'higher')).toMatchObject({ rank: 1, drifting: true });
  expect(detectDrift([6, 5, 4, 3, 2, 1], 'higher')).toMatchObject({ rank: -1, drifting: true });
  expect(detectDrift([1, 2, 3, 4, 5], 'higher')).toMatchObject({ rank: 1, drifting: false });
});

test('drift: in small samples a correlation of 0.8 is chance, in larger ones it is not', () => {
  const small = detectDrift([1, 4, 2, 3, 6, 5], 'higher');
  expect(small.rank).toBeGreaterThan(0.6);
  expect(small.drifting).toBe(false);
  const large = detectDrift([1, 4, 2, 3, 6, 5, 2.5, 8, 7, 12, 5.5, 10], 'higher');
  expect(large.rank).toBeLessThan(0.9);
  expect(large.drifting).toBe(true);
});

test('drift: shuffled trials are called drifting about once in twenty at most', () => {
  const random = createRandom(9);
  for (const n of [6, 8, 10, 20]) {
    let called = 0;
    for (let run = 0; run < 1000; run++) {
      const values = random.shuffled(Array.from({ length: n }, (_, index) => index));
      if (detectDrift(values, 'higher').drifting) called++;
    }
    expect(called, `of 1000 with n = ${n}`).toBeLessThan(80);
  }
});

test('drift: constant and single values have no correlation', () => {
  expect(detectDrift([5, 5, 5, 5, 5, 5, 5], 'lower')).toEqual({ firstTrialSlow: false, rank: 0, drifting: false });
  expect(detectDrift([5], 'lower')).toEqual({ firstTrialSlow: false, rank: 0, drifting: false });
});

test('drift: reversing the order changes the sign of the correlation', () => {
  fc.assert(
    fc.property(sample, (values) => {
      const there = detectDrift(values, 'higher').rank;
      expect(detectDrift(values.toReversed(), 'higher').rank).toBeCloseTo(-there, 12);
      expect(Math.abs(there)).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});
