import { midranks } from './midranks.ts';
import { normalTail } from './normal-tail.ts';

export interface MannWhitney {
  /** Pairs in which the value of a is the larger, a tie counting one half: from 0 to n·m. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  /** Counted over all orders of the values, or from the normal approximation. */
  readonly exact: boolean;
}

/** Up to this many pairs the distribution is counted. The time grows with the square: some 3 ms at the limit. */
const MOST_PAIRS_COUNTED = 2500;

/**
 * Do two independent samples come from the same distribution? (Mann & Whitney 1947.)
 *
 * Exact without ties and up to 2,500 pairs (50 values a side). Otherwise the normal approximation, with corrections for
 * ties and continuity.
 * It takes the values as independent, which trials of one process are not: show it beside an interval, not instead.
 *
 * @param a - at least one value.
 * @param b - at least one value.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) throw new RangeError(`expected values on both sides, got ${n} and ${m}; leave the pair out`);
  const both = [...a, ...b];
  const ranks = midranks(both);
  const u = ranks.slice(0, n).reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2;
  const smaller = Math.min(u, n * m - u);
  const tied = new Set(both).size < both.length;
  if (!tied && n * m <= MOST_PAIRS_COUNTED) return { u, p: exactP(n, m, smaller), exact: true };

  const size = n + m;
  const variance = ((n * m) / 12) * (size + 1 - tieTerm(both) / (size * (size - 1)));
  const distance = (n * m) / 2 - smaller - 0.5;
  const p = variance > 0 && distance > 0 ? 2 * normalTail(distance / Math.sqrt(variance)) : 1;
  return { u, p, exact: false };
}

/** Two-sided p: twice the share of orders with a U of at most `u`, which is the smaller of the two. */
function exactP(n: number, m: number, u: number): number {
  // orders[j][w]: arrangements of i values among j others with U = w. The largest value is one of the i, and then
  // exceeds all j, or it is one of the j: orders(i, j, w) = orders(i - 1, j, w - j) + orders(i, j - 1, w).
  const orders = Array.from({ length: m + 1 }, () => new Float64Array(n * m + 1));
  for (const row of orders) row[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      for (let w = i * j; w >= 0; w--) {
        orders[j][w] = (w >= j ? orders[j][w - j] : 0) + orders[j - 1][w];
      }
    }
  }
  const counts = orders[m];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const extreme = counts.slice(0, u + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * extreme) / all);
}

/** Sum of t³ - t over groups of t equal values. */
function tieTerm(values: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, t) => sum + (t ** 3 - t), 0);
}
