import { expect, test } from 'vitest';
import { duration, percent, range, scaleFor, significant } from '../../src/report/quantity.ts';
import { spark } from '../../src/report/spark.ts';

test('numbers have three significant digits, no exponent, and separated thousands', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [0.01234, '0.0123'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [100, '100'],
    [1000, '1,000'],
    [12_345.6, '12,346'],
    [-1.5, '-1.50'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ];
  for (const [value, text] of cases) expect(significant(value)).toBe(text);
});

test('durations choose their unit', () => {
  expect(duration(118)).toBe('118 ns');
  expect(duration(1200)).toBe('1.20 µs');
  expect(duration(3.4e6)).toBe('3.40 ms');
  expect(duration(2e9)).toBe('2.00 s');
  expect(duration(0.35)).toBe('0.350 ns');
});

test('a scale fits the largest value of its column', () => {
  const rate = { name: 'throughput', unit: 'ops/s', better: 'higher', ops: 'items' } as const;
  expect(scaleFor(rate, 197e6)).toEqual({ unit: 'M items/s', divisor: 1e6 });
  expect(scaleFor(rate, 900)).toEqual({ unit: 'items/s', divisor: 1 });
  expect(scaleFor({ name: 'throughput', unit: 'ops/s', better: 'higher' }, 2e9).unit).toBe('G ops/s');
  const time = { name: 'round trip', unit: 'ns', better: 'lower' } as const;
  expect(scaleFor(time, 9800)).toEqual({ unit: 'ns', divisor: 1 });
  expect(scaleFor(time, 98_000)).toEqual({ unit: 'µs', divisor: 1000 });
});

test('ranges and shares', () => {
  expect(range(1, 2)).toBe('1.00–2.00');
  expect(range(null, null)).toBe('');
  expect(percent(0.031)).toBe('3.1 %');
  expect(percent(0.16)).toBe('16 %');
});

test('a spark is in proportion from zero, and long series are shortened', () => {
  expect(spark([1, 0.5, 0.25, 0])).toBe('█▄▂▁');
  expect(spark([1, Number.POSITIVE_INFINITY])).toBe('█?');
  expect(spark(Array.from({ length: 100 }, () => 3))).toBe('█'.repeat(12));
  expect(spark([])).toBe('');
});
