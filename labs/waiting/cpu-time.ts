/** CPU time that waiting burns, from the evidence that each thread leaves in the record. */
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import type { Trial } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { median } from '../../src/stats/median.ts';
import { pairedRatio } from '../../src/stats/ratio.ts';

/** Nanoseconds of CPU time for one operation, in the threads that are studied; `null` where the system does not tell. */
function cpuNsPerOp({ perThread, ops }: Trial): number | null {
  const times = perThread.filter((thread) => thread.studied !== false).map((thread) => thread.cpuNs);
  if (ops === 0 || times.length === 0) return null;
  let sum = 0;
  for (const cpuNs of times) {
    if (cpuNs === null || cpuNs === 0) return null;
    sum += cpuNs;
  }
  return sum / ops;
}

/** By block; `null` where a trial has none. */
function blocksOf({ cell }: SummaryRow): Map<number, number[]> | null {
  const blocks = new Map<number, number[]>();
  for (const trial of cell.trials) {
    const value = cpuNsPerOp(trial);
    if (value === null) return null;
    blocks.set(trial.block, [...(blocks.get(trial.block) ?? []), value]);
  }
  return blocks;
}

/** Median over the trials, in nanoseconds for one operation; `null` where the system does not tell. */
export function cpuTime(row: SummaryRow): number | null {
  const blocks = blocksOf(row);
  return blocks === null || blocks.size === 0 ? null : median([...blocks.values()].flat());
}

/** How many times more CPU time `more` burns than `less`, paired by block; `null` without six blocks in common. */
export function cpuRatio(more: SummaryRow, less: SummaryRow, seed: number): Interval | null {
  const [a, b] = [blocksOf(more), blocksOf(less)];
  const common = a && b ? [...a.keys()].filter((block) => b.has(block)) : [];
  if (!a || !b || common.length < FEWEST_BLOCKS) return null;
  return pairedRatio(
    common.map((block) => a.get(block) ?? []),
    common.map((block) => b.get(block) ?? []),
    { seed },
  );
}
