/**
 * How numbers are written for readers: three significant digits, SI prefixes, the unit beside the number.
 * One scale serves all rows of a table, so that figures can be compared by eye.
 */
import type { Cell } from './schema.ts';

/** A unit for a column or an axis, and what its values are divided by. */
export interface Scale {
  readonly unit: string;
  readonly divisor: number;
}

const RATE_PREFIXES = [
  [1e9, 'G '],
  [1e6, 'M '],
  [1e3, 'k '],
  [1, ''],
] as const;
const DURATION_UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const;

/** Three significant digits without an exponent, with thousands separated: `0.0123`, `1.23`, `123`, `12,345`. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)) + 1e-9)));
  return value.toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** The scale for a metric whose values reach up to `largest` (ops/s or ns). */
export function scaleFor(metric: Cell['metric'], largest: number): Scale {
  if (metric.unit === 'ns') {
    // Nanoseconds up to 10 µs: the unit that readers of atomics costs expect.
    const [divisor, unit] = DURATION_UNITS.find(([size]) => largest >= 10 * size) ?? [1, 'ns'];
    return { unit, divisor };
  }
  const [divisor, prefix] = RATE_PREFIXES.find(([size]) => largest >= size) ?? [1, ''];
  return { unit: `${prefix}${metric.ops ?? 'ops'}/s`, divisor };
}

/** A duration with its own unit: `118 ns`, `1.20 µs`, `3.40 ms`. */
export function duration(ns: number): string {
  const [divisor, unit] = DURATION_UNITS.find(([size]) => Math.abs(ns) >= size) ?? [1, 'ns'];
  return `${significant(ns / divisor)} ${unit}`;
}

/** `12.3–14.5`, or an empty string where there is no interval. */
export function range(low: number | null, high: number | null, divisor = 1): string {
  return low === null || high === null ? '' : `${significant(low / divisor)}–${significant(high / divisor)}`;
}

/** `14 %`, `1.2 %` */
export function percent(part: number): string {
  const value = part * 100;
  return `${Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
}
