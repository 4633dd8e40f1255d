/** The matrix of a latency run: what a hand-over costs between the CPUs of each pair, and at each distance. */
import type { Findings } from '../../src/lab/findings.ts';
import { classesOf, type DistanceClass, pairsOf } from '../../src/report/pair-matrix.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { quantile } from '../../src/stats/quantile.ts';

export interface Matrix {
  readonly row: SummaryRow;
  /** Nearest first; at least one. Pairs whose distance the machine does not tell are one, with `null`. */
  readonly classes: readonly DistanceClass[];
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
      return pairs.length === 0 ? [] : [{ row, classes, measured: pairs.length }];
    });
}

/** The pair of CPUs that the other sections used, as the tour found it; `null` where the tour did not come by. */
export function samePair({ row, classes }: Matrix, [a, b]: readonly (number | null)[]): number | null {
  const pair = classes
    .flatMap(({ pairs }) => pairs)
    .find(({ cpus }) => cpus.includes(a ?? -1) && cpus.includes(b ?? -1) && row.cell.threads === 2);
  return pair?.ns ?? null;
}

/** Distances whose pairs lie closer than this are not told apart: with a few pairs each, chance alone separates their quarters. */
const APART = 1.1;

/** Is one distance clearly cheaper than another? Three of four pairs here must lie a tenth below three of four there. */
export function isCheaper(near: DistanceClass, far: DistanceClass): boolean | null {
  const [nearLow, nearHigh] = middle(near);
  const [farLow, farHigh] = middle(far);
  if (nearHigh * APART < farLow) return true;
  return farHigh * APART < nearLow ? false : null;
}

function middle({ pairs }: DistanceClass): readonly [number, number] {
  const ns = pairs.map((pair) => pair.ns).sort((a, b) => a - b);
  return [quantile(ns, 0.25), quantile(ns, 0.75)];
}
