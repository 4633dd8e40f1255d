/** The matrix of a latency run: what a hand-over costs between the CPUs of each pair, and at each distance. */
import type { Findings } from '../../src/lab/findings.ts';
import { classesOf, type DistanceClass, pairsOf, type Stranger, strangersOf } from '../../src/report/pair-matrix.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { quantile } from '../../src/stats/quantile.ts';

export interface Matrix {
  readonly row: SummaryRow;
  /** Nearest first; at least one. */
  readonly classes: readonly DistanceClass[];
  readonly strangers: readonly Stranger[];
  /** Pairs with a figure. */
  readonly measured: number;
}

/** One for each way to hand over, the cheapest first. */
export function matrices(record: LabResult, found: Findings): Matrix[] {
  const places = record.machine.topology.places ?? [];
  return found
    .rows('matrix', 'wasm', () => true)
    .flatMap((row) => {
      const pairs = pairsOf(row.cell, places);
      const classes = classesOf(pairs);
      return pairs.length === 0 ? [] : [{ row, classes, strangers: strangersOf(classes), measured: pairs.length }];
    });
}

/** The pair of CPUs that the other sections used, as the tour found it; `null` where the tour did not come by. */
export function samePair({ row, classes }: Matrix, [a, b]: readonly (number | null)[]): number | null {
  const pair = classes
    .flatMap(({ pairs }) => pairs)
    .find(({ cpus }) => cpus.includes(a ?? -1) && cpus.includes(b ?? -1) && row.cell.threads === 2);
  return pair?.ns ?? null;
}

/** Is one distance clearly cheaper than another? Compared by quarters: three of four pairs here against three of four there. */
export function isCheaper(near: DistanceClass, far: DistanceClass): boolean | null {
  const [, nearHigh] = middle(near);
  const [farLow] = middle(far);
  if (nearHigh < farLow) return true;
  const [nearLow] = middle(near);
  const [, farHigh] = middle(far);
  return farHigh < nearLow ? false : null;
}

function middle({ pairs }: DistanceClass): readonly [number, number] {
  const ns = pairs.map((pair) => pair.ns).sort((a, b) => a - b);
  return [quantile(ns, 0.25), quantile(ns, 0.75)];
}
