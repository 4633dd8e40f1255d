import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bootstrapMedian } from '../../src/stats/bootstrap.ts';
import { median } from '../../src/stats/median.ts';
import { createMedianResampler } from '../../src/stats/median-resampler.ts';
import { createRandom } from '../../src/stats/random.ts';
import { blocks, normalSource, seeds } from './samples.ts';

const few = { resamples: 200 };

test('bootstrap: low ≤ estimate ≤ high, within the sample, and the estimate is the median of all values', () => {
  fc.assert(
    fc.property(blocks, seeds, (groups, seed) => {
      const { estimate, low, high } = bootstrapMedian(groups, { seed, ...few });
      expect(estimate).toBe(median(groups.flat()));
      expect(low).toBeGreaterThanOrEqual(Math.min(...groups.flat()));
      expect(high).toBeLessThanOrEqual(Math.max(...groups.flat()));
      expect(low).toBeLessThanOrEqual(estimate);
      expect(estimate).toBeLessThanOrEqual(high);
    }),
  );
});

test('bootstrap: the same seed gives the same interval, and doubling every value doubles it', () => {
  fc.assert(
    fc.property(blocks, seeds, (groups, seed) => {
      const { estimate, low, high } = bootstrapMedian(groups, { seed, ...few });
      const doubled = groups.map((group) => group.map((value) => 2 * value));
      expect(bootstrapMedian(doubled, { seed, ...few })).toEqual({
        estimate: 2 * estimate,
        low: 2 * low,
        high: 2 * high,
      });
    }),
  );
});

test('bootstrap: a resample counted by rank has the median of the values drawn', () => {
  fc.assert(
    fc.property(blocks, seeds, (groups, seed) => {
      const picks = Float64Array.from(groups, (_, index) => (index * 0.37) % 1);
      const random = createRandom(seed);
      const drawn = Array.from(picks, (pick) => groups[Math.floor(pick * groups.length)]).flatMap((group) =>
        group.map(() => group[random.below(group.length)]),
      );
      expect(createMedianResampler(groups).draw(picks, createRandom(seed))).toBe(median(drawn));
    }),
  );
});

// All 27 resamples of 1 2 3 are equally likely; 7 have the median 1, 13 have 2, 7 have 3.
test('bootstrap: the replicates follow the exact distribution for three values', () => {
  const at = (level: number) => bootstrapMedian([[1, 2, 3]], { seed: 5, level });
  expect(at(0.95)).toEqual({ estimate: 2, low: 1, high: 3 });
  // Cuts 7/27 = 25.9 % off either end: just inside and just outside.
  expect(at(0.46)).toEqual({ estimate: 2, low: 2, high: 2 });
  expect(at(0.5)).toEqual({ estimate: 2, low: 1, high: 3 });
});

test('bootstrap: values that differ between groups give a wider interval than the same values mixed', () => {
  const grouped = Array.from({ length: 6 }, (_, group) =>
    Array.from({ length: 10 }, (_, i) => 100 + 10 * group + 0.1 * i),
  );
  const byGroup = bootstrapMedian(grouped, { seed: 1 });
  const asOne = bootstrapMedian([grouped.flat()], { seed: 1 });
  expect(byGroup.high - byGroup.low).toBeGreaterThan(1.2 * (asOne.high - asOne.low));
});

test('bootstrap: one value gives an interval without width', () => {
  expect(bootstrapMedian([[7]], { seed: 1 })).toEqual({ estimate: 7, low: 7, high: 7 });
});

test('bootstrap: about 95 % of the intervals contain the median of the distribution', () => {
  const normal = normalSource(2026);
  let inside = 0;
  for (let run = 0; run < 400; run++) {
    const values = Array.from({ length: 20 }, () => 100 + normal());
    const { low, high } = bootstrapMedian([values], { seed: run, resamples: 1000 });
    if (low <= 100 && high >= 100) inside++;
  }
  // The standard deviation of the share is 1.1 %; percentile intervals run a little short.
  expect(inside / 400).toBeGreaterThan(0.9);
  expect(inside / 400).toBeLessThan(0.99);
});

test('bootstrap: empty groups, values that are not finite, a level of 95 and no resamples are refused', () => {
  expect(() => bootstrapMedian([], { seed: 1 })).toThrow('at least one value');
  expect(() => bootstrapMedian([[1], []], { seed: 1 })).toThrow('group 1 of 2 is empty');
  expect(() => bootstrapMedian([[1, Number.NaN]], { seed: 1 })).toThrow('got NaN');
  expect(() => bootstrapMedian([[1, 2]], { seed: 1, level: 95 })).toThrow('got 95');
  expect(() => bootstrapMedian([[1, 2]], { seed: 1, resamples: 0 })).toThrow('got 0');
});
