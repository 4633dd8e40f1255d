import { expect, test } from 'vitest';
import { median } from '../../src/stats/median.ts';
import { falsePositiveRate, LEAST_FLOOR, noiseFloorOf } from '../../src/stats/noise-floor.ts';
import { createRandom } from '../../src/stats/random.ts';
import { normalSource } from './samples.ts';

/** Comparisons of six visits a side; how a visit of a pair scatters, as a logarithm, is given. */
function comparisons(visit: (pair: number) => number, pairs: number, each = 20): number[][] {
  const one = (pair: number) => Math.exp(median(Array.from({ length: 6 }, () => visit(pair) - visit(pair))));
  return Array.from({ length: pairs }, (_, pair) => Array.from({ length: each }, () => one(pair)));
}

/** Share of fresh comparisons that the floor covers, over many calibrations. */
function coverage(visit: (pair: number) => number, pairs: number): number {
  let covered = 0;
  const calibrations = 30;
  for (let seed = 0; seed < calibrations; seed++) {
    const floor = noiseFloorOf(comparisons(visit, pairs), seed);
    const fresh = comparisons(visit, 20, 5).flat();
    covered += fresh.filter((ratio) => Math.abs(Math.log(ratio)) <= Math.log1p(floor)).length / fresh.length;
  }
  return covered / calibrations;
}

const normal = normalSource(7);
const random = createRandom(7);
const NOISES: readonly [name: string, visit: (pair: number) => number][] = [
  ['scatters by 5 %', () => 0.05 * normal()],
  ['jumps between two speeds', () => (random.next() < 0.5 ? Math.log(1.5) : 0) + 0.01 * normal()],
  ['is loud in every fifth pair', (pair) => (pair % 5 === 0 ? 0.15 : 0.02) * normal()],
  ['has heavy tails', () => (0.02 * normal()) / Math.max(0.05, random.next())],
];

test.each(NOISES)('a machine that %s: the floor covers 19 of 20 fresh comparisons', (_, visit) => {
  expect(coverage(visit, 10)).toBeGreaterThan(0.94);
});

test('few pairs give a higher floor than many of the same kind', () => {
  const floor = (pairs: number) =>
    median(
      Array.from({ length: 15 }, (_, seed) =>
        noiseFloorOf(
          comparisons((pair) => (pair % 4 === 0 ? 0.1 : 0.03) * normal(), pairs),
          seed,
        ),
      ),
    );
  expect(floor(4)).toBeGreaterThan(floor(40));
});

test('a quiet machine keeps the least floor, and 1.1 and 1 / 1.1 are equally far from 1', () => {
  expect(noiseFloorOf([[1.001, 0.999], [1]], 1)).toBe(LEAST_FLOOR);
  expect(noiseFloorOf([[1.1]], 1)).toBeCloseTo(0.1, 12);
  expect(noiseFloorOf([[1 / 1.1]], 1)).toBeCloseTo(0.1, 12);
});

test('the same seed gives the same floor', () => {
  const pairs = comparisons(() => 0.05 * normal(), 5);
  expect(noiseFloorOf(pairs, 3)).toBe(noiseFloorOf(pairs, 3));
});

test('nothing to compare is refused', () => {
  expect(() => noiseFloorOf([], 1)).toThrow('expected a pair');
  expect(() => noiseFloorOf([[1.1], []], 1)).toThrow('leave pairs without a comparison out');
});

test('a comparison of equal things that is called faster or slower is a false positive', () => {
  const between = (low: number, high: number) => ({ estimate: Math.sqrt(low * high), low, high });
  const found = [between(0.98, 1.02), between(1.06, 1.2), between(0.7, 0.9), between(0.9, 1.1)];
  expect(falsePositiveRate(found, 0.05)).toBe(0.5);
  expect(falsePositiveRate(found, 0.15)).toBe(0);
});
