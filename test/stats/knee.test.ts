import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knee } from '../../src/stats/knee.ts';
import { normalSource } from './samples.ts';

const STRIDES = [4, 8, 16, 32, 64, 128, 256, 512];

function step(at: number, high: number, low: number, noise: () => number = () => 0) {
  return STRIDES.map((x) => ({ x, y: (x < at ? high : low) * (1 + noise()) }));
}

test('knee: a clean step is found where the low plateau begins, with its factor', () => {
  expect(knee(step(64, 12, 3))).toEqual({ x: 64, drop: expect.closeTo(4, 12) });
});

test('knee: any step by 1.3 or more is found, at either end too, in whatever order the points come', () => {
  const places = fc.integer({ min: 1, max: STRIDES.length - 1 });
  const factors = fc.double({ min: 1.31, max: 1000, noNaN: true });
  fc.assert(
    fc.property(places, factors, fc.double({ min: 0.01, max: 1e6, noNaN: true }), (place, factor, low) => {
      const points = step(STRIDES[place], low * factor, low);
      expect(knee(points.toReversed())).toEqual({ x: STRIDES[place], drop: expect.closeTo(factor, 6) });
    }),
  );
});

test('knee: noise of 5 % moves the place of a step by 2 in none of 200 tries', () => {
  const normal = normalSource(11);
  for (let run = 0; run < 200; run++) {
    const found = knee(step(64, 6, 3, () => 0.05 * normal()));
    expect(found?.x).toBe(64);
    expect(Math.abs((found?.drop ?? 0) / 2 - 1)).toBeLessThan(0.15);
  }
});

test('knee: flat costs have none, with noise of 5 % in at most 1 of 100 tries', () => {
  expect(knee(step(4, 3, 3))).toBeNull();
  const normal = normalSource(12);
  const found = Array.from({ length: 300 }, () => knee(step(4, 3, 3, () => 0.05 * normal())));
  expect(found.filter((one) => one !== null).length).toBeLessThanOrEqual(3);
});

test('knee: a rise is no knee, and a smaller rise behind it hides no fall', () => {
  expect(knee(step(64, 3, 12))).toBeNull();
  const points = step(32, 30, 3).map((point) => (point.x === 512 ? { ...point, y: 4 } : point));
  expect(knee(points)?.x).toBe(32);
});

test('knee: a step below a factor of 1.3 and fewer than 4 points give none', () => {
  expect(knee(step(64, 1.29, 1))).toBeNull();
  expect(knee(step(64, 1.31, 1))).not.toBeNull();
  expect(knee(step(16, 10, 1).slice(0, 3))).toBeNull();
  expect(knee([])).toBeNull();
});

test('knee: points at one x are not torn apart', () => {
  const points = [8, 8, 64, 64].map((x, at) => ({ x, y: [10, 30, 3, 1][at] }));
  expect(knee(points)?.x).toBe(64);
  expect(knee([9, 9, 9, 9].map((x, at) => ({ x, y: 10 - at })))).toBeNull();
});

test('knee: a cost of 0 is refused', () => {
  expect(() => knee([{ x: 8, y: 0 }])).toThrow('costs must be positive, got 0 at x = 8; leave it out');
});
