import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOutliers } from '../../src/stats/outliers.ts';

test('outliers: mild beyond 1.5 and severe beyond 3 interquartile ranges', () => {
  // Quartiles 3 and 7, with the values below too: mild outside -3 … 13, severe outside -9 … 19.
  const core = [1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 7, 8, 9];
  expect(countOutliers(core)).toEqual({ mild: 0, severe: 0 });
  expect(countOutliers([...core, -4, 14])).toEqual({ mild: 2, severe: 0 });
  expect(countOutliers([...core, -10, 20])).toEqual({ mild: 0, severe: 2 });
  expect(countOutliers([...core, -3, 13])).toEqual({ mild: 0, severe: 0 });
});

test('outliers: mirroring a sample changes no count, and half of it is never outside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
      const counts = countOutliers(values);
      expect(countOutliers(values.map((value) => -value))).toEqual(counts);
      expect(counts.mild + counts.severe).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
