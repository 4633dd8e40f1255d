/** Axes for chart specifications: marks are placed and written here, so that page and PNG show the same ones. */
import { significant } from './quantity.ts';

export interface Mark {
  readonly value: number;
  readonly label: string;
}

interface AxisOptions {
  readonly title: string;
  readonly divisor?: number;
  readonly marks?: readonly Mark[];
}

const FRAME = { grid: { color: 'var(--grid)' }, border: { color: 'var(--axis)' } };

/** From zero to `largest`, marked at round numbers. */
export function linearAxis(
  largest: number,
  { title, divisor = 1 }: Omit<AxisOptions, 'marks'>,
): Record<string, unknown> {
  const step = roundStep(largest / divisor / 5) * divisor;
  const count = Math.floor(largest / step + 1e-9);
  const steps = Array.from({ length: count + 1 }, (_, i) => ({
    value: i * step,
    label: shortest((i * step) / divisor),
  }));
  return axis('linear', 0, largest, title, steps);
}

/** Logarithmic, from just below `smallest` to just above `largest`. */
export function logAxis(
  smallest: number,
  largest: number,
  { title, divisor = 1, marks }: AxisOptions,
): Record<string, unknown> {
  const decades = Math.log10(largest / smallest);
  const multiples = decades > 4 ? [1] : decades > 1.5 ? [1, 3] : decades > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const found: Mark[] = [];
  for (
    let power = Math.floor(Math.log10(smallest / divisor)) - 1;
    power <= Math.log10(largest / divisor) + 1;
    power++
  ) {
    for (const multiple of multiples) {
      const value = multiple * 10 ** power;
      found.push({ value: value * divisor, label: shortest(value) });
    }
  }
  const margin = 10 ** Math.max(0.03, decades * 0.04);
  return axis('logarithmic', smallest / margin, largest * margin, title, marks ?? found);
}

/** Named rows from top to bottom, row i at height i. */
export function rowAxis(labels: readonly string[]): Record<string, unknown> {
  const marks = labels.map((label, value) => ({ value, label }));
  return { ...axis('linear', -0.6, labels.length - 0.4, '', marks), reverse: true, rows: true };
}

function axis(type: string, min: number, max: number, title: string, marks: readonly Mark[]): Record<string, unknown> {
  return {
    ...FRAME,
    type,
    min,
    max,
    title: { display: title !== '', text: title, color: 'var(--muted)' },
    ticks: { color: 'var(--muted)', maxRotation: 0 },
    marks: marks.filter(({ value }) => value >= min - 1e-9 && value <= max * (1 + 1e-9)),
  };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((multiple) => multiple * power >= least * 0.999) ?? 10);
}

function shortest(value: number): string {
  return Math.abs(value) >= 1000 ? significant(value) : String(Number(value.toPrecision(3)));
}
