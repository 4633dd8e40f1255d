import { expect, test } from 'vitest';
import { createBlockMedian } from '../../src/stats/block-median.ts';
import { createRandom } from '../../src/stats/random.ts';

const DRAWS = 40_000;

/** Resamples of 1, 2, 4, 8 … have one of these medians, so many times in all of them. Counted by hand up to three values. */
test.for<[values: number[], medians: [median: number, share: number][]]>([
  [[8], [[8, 1]]],
  [
    [8, 2],
    [
      [2, 1 / 4],
      [5, 1 / 2],
      [8, 1 / 4],
    ],
  ],
  [
    [4, 1, 2],
    [
      [1, 7 / 27],
      [2, 13 / 27],
      [4, 7 / 27],
    ],
  ],
  // Two alike, and an even number: of 256.
  [
    [3, 3, 1, 7],
    [
      [1, 13 / 256],
      [2, 48 / 256],
      [3, 128 / 256],
      [4, 6 / 256],
      [5, 48 / 256],
      [7, 13 / 256],
    ],
  ],
  // Three or more of the five fall on the least: 181 of 3125 (binomial, p = 1/5); more than are listed beforehand.
  [
    [16, 1, 8, 4, 2],
    [
      [1, 181 / 3125],
      [16, 181 / 3125],
    ],
  ],
])('medians of resamples of %j come as often as among all resamples', ([values, medians]) => {
  const block = createBlockMedian(values);
  const random = createRandom(1);
  const seen = new Map<number, number>();
  for (let i = 0; i < DRAWS; i++) {
    const drawn = Number(Math.exp(block.draw(random)).toFixed(9));
    seen.set(drawn, (seen.get(drawn) ?? 0) + 1);
  }
  for (const [value, share] of medians) expect((seen.get(value) ?? 0) / DRAWS, `${value}`).toBeCloseTo(share, 2);
  if (values.length <= 4) expect(seen.size).toBe(medians.length);
});

test('the estimate is the median as measured; an empty block is refused', () => {
  expect(Math.exp(createBlockMedian([9, 1, 4]).estimate)).toBeCloseTo(4, 12);
  expect(() => createBlockMedian([])).toThrow('leave it out');
});
