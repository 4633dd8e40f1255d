import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitInverse } from '../../src/stats/inverse-fit.ts';
import { normalSource, seeds } from './samples.ts';

const ks = [1, 2, 4, 8, 16, 64, 256];

test('inverse fit: costs that obey the law give its constants back, without width', () => {
  const cost = fc.double({ min: 0.5, max: 100, noNaN: true });
  fc.assert(
    fc.property(cost, cost, seeds, (a, b, seed) => {
      const fit = fitInverse(
        ks.map((k) => ({ k, samples: [[a + b / k], [a + b / k]] })),
        { seed, resamples: 50 },
      );
      for (const end of ['estimate', 'low', 'high'] as const) {
        expect(fit.a[end] / a).toBeCloseTo(1, 6);
        expect(fit.b[end] / b).toBeCloseTo(1, 6);
      }
      expect(fit.r2).toBeCloseTo(1, 6);
      for (const { relative } of fit.residuals) expect(relative).toBeCloseTo(0, 6);
    }),
  );
});

// numpy: solve(X'WX, X'Wy) with W = diag(1/y²)
test('inverse fit: weighted least squares has its known answer', () => {
  const y = [41, 21.5, 12, 7];
  const fit = fitInverse(
    y.map((value, index) => ({ k: 2 ** index, samples: [[value]] })),
    { seed: 1, resamples: 10 },
  );
  expect(fit.a.estimate).toBeCloseTo(2.16930823, 7);
  expect(fit.b.estimate).toBeCloseTo(38.86403051, 7);
  expect(fit.residuals[3]).toEqual({
    k: 8,
    predicted: expect.closeTo(7.027312, 6),
    observed: 7,
    relative: expect.closeTo(-0.0038866, 6),
  });
});

test('inverse fit: the medians are fitted, so one stray trial moves nothing', () => {
  const points = ks.map((k) => ({ k, samples: [[2 + 30 / k, 2 + 30 / k, k === 1 ? 900 : 2 + 30 / k]] }));
  const fit = fitInverse(points, { seed: 1, resamples: 10 });
  expect(fit.b.estimate).toBeCloseTo(30, 9);
});

test('inverse fit: about 95 % of the intervals contain the true constants', () => {
  const normal = normalSource(21);
  const inside = { a: 0, b: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const points = ks.map((k) => ({
      k,
      samples: Array.from({ length: 10 }, () => [(2 + 38 / k) * (1 + 0.05 * normal())]),
    }));
    const { a, b } = fitInverse(points, { seed, resamples: 300 });
    if (a.low <= 2 && a.high >= 2) inside.a++;
    if (b.low <= 38 && b.high >= 38) inside.b++;
  }
  for (const count of Object.values(inside)) {
    expect(count / 200).toBeGreaterThan(0.88);
    expect(count / 200).toBeLessThanOrEqual(0.995);
  }
});

test('inverse fit: blocks are drawn together, so a loud block moves a and b and not their ratio', () => {
  const loudness = [1, 1.1, 0.9, 2, 1.05, 1.5];
  const points = ks.map((k) => ({ k, samples: loudness.map((factor) => [factor * (2 + 30 / k)]) }));
  const { a, b, r2, residuals } = fitInverse(points, { seed: 3, resamples: 500 });
  expect(a.high / a.low).toBeGreaterThan(1.1);
  expect(b.low / a.low).toBeCloseTo(15, 6);
  expect(b.high / a.high).toBeCloseTo(15, 6);
  expect(r2).toBeCloseTo(1, 9);
  expect(residuals.map(({ k }) => k)).toEqual(ks);
});

test('inverse fit: a negative constant is reported as it is', () => {
  const points = [1, 2, 4].map((k) => ({ k, samples: [[-1 + 20 / k]] }));
  expect(fitInverse(points, { seed: 1, resamples: 10 }).a.estimate).toBeCloseTo(-1, 9);
});

test('inverse fit: a law that does not hold leaves residuals', () => {
  const points = ks.map((k) => ({ k, samples: [[5 + k]] }));
  const { r2, residuals } = fitInverse(points, { seed: 1, resamples: 10 });
  expect(r2).toBeLessThan(0.5);
  expect(Math.max(...residuals.map(({ relative }) => Math.abs(relative)))).toBeGreaterThan(0.3);
});

test('inverse fit: one k only, a k of 0 and a cost of 0 are refused', () => {
  const options = { seed: 1 };
  expect(() => fitInverse([{ k: 2, samples: [[1]] }], options)).toThrow('got 1');
  const good = { k: 1, samples: [[1]] };
  expect(() => fitInverse([good, { k: 0, samples: [[1]] }], options)).toThrow('k must be positive, got 0');
  expect(() => fitInverse([good, { k: 2, samples: [[1, 0]] }], options)).toThrow('got 0 at k = 2');
});
