import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairedRatio } from '../../src/stats/ratio.ts';
import { type Quotient, ratioOfRatios } from '../../src/stats/ratio-of-ratios.ts';
import { measured, normalSource, seeds } from './samples.ts';

const few = { resamples: 200 };
const values = fc.array(measured, { minLength: 1, maxLength: 3 });
/** Four samples of equally many blocks. */
const fourSamples = fc.array(fc.tuple(values, values, values, values), { minLength: 1, maxLength: 6 });

const column = (blocks: readonly (readonly number[])[][], at: number) => blocks.map((block) => block[at]);
const quotients = (blocks: readonly (readonly number[])[][]): [Quotient, Quotient] => [
  [column(blocks, 0), column(blocks, 1)],
  [column(blocks, 2), column(blocks, 3)],
];

test('ratio of ratios: known answer, the median over blocks of the quotient of medians', () => {
  const a = [[60, 64, 900], [30], [80]];
  const b = [[16], [10], [20]];
  const c = [[20], [20], [30, 34]];
  const d = [[10], [20], [16]];
  // By block: 4 / 2, 3 / 1, 4 / 2.
  expect(ratioOfRatios([a, b], [c, d], { seed: 1 }).estimate).toBeCloseTo(2, 12);
});

test('ratio of ratios: what changes the speed of a whole block cancels', () => {
  const loudness = [1, 3, 0.5, 4, 2, 1, 5, 0.7];
  const at = (value: number) => loudness.map((factor) => [value * factor]);
  const { estimate, low, high } = ratioOfRatios([at(180), at(100)], [at(400), at(200)], { seed: 1 });
  for (const end of [estimate, low, high]) expect(end).toBeCloseTo(0.9, 12);
});

test('ratio of ratios: exchanging the two gives the reciprocal, and the interval is ordered', () => {
  fc.assert(
    fc.property(fourSamples, seeds, (blocks, seed) => {
      const [first, second] = quotients(blocks);
      const there = ratioOfRatios(first, second, { seed, ...few });
      const back = ratioOfRatios(second, first, { seed, ...few });
      expect(there.estimate * back.estimate).toBeCloseTo(1, 9);
      expect(there.low).toBeLessThanOrEqual(there.high);
      expect(ratioOfRatios(first, second, { seed, ...few })).toEqual(there);
    }),
  );
});

test('ratio of ratios: against a control that does not change it is the paired ratio', () => {
  fc.assert(
    fc.property(fourSamples, seeds, (blocks, seed) => {
      const [[a, b]] = quotients(blocks);
      const one = blocks.map(() => [7]);
      const { estimate } = ratioOfRatios([a, b], [one, one], { seed, ...few });
      expect(estimate / pairedRatio(a, b, { seed, ...few }).estimate).toBeCloseTo(1, 9);
    }),
  );
});

test('ratio of ratios: about 95 % of the intervals contain the truth', () => {
  const normal = normalSource(11);
  const noisy = (centre: number) => Array.from({ length: 12 }, () => [centre * (1 + 0.05 * normal())]);
  let inside = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { low, high } = ratioOfRatios([noisy(300), noisy(200)], [noisy(400), noisy(200)], { seed, resamples: 300 });
    if (low <= 0.75 && high >= 0.75) inside++;
  }
  expect(inside / 300).toBeGreaterThan(0.89);
  expect(inside / 300).toBeLessThanOrEqual(0.995);
});

test('ratio of ratios: unequal or missing blocks and values that are not positive are refused', () => {
  const two = [[1], [2]];
  expect(() => ratioOfRatios([two, two], [two, [[1]]], { seed: 1 })).toThrow('got 2 and 2 and 2 and 1');
  expect(() => ratioOfRatios([[], []], [[], []], { seed: 1 })).toThrow('got 0 and 0 and 0 and 0');
  expect(() => ratioOfRatios([two, two], [two, [[1], [0]]], { seed: 1 })).toThrow('got 0;');
});
