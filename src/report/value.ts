import type { Cell, Trial } from './schema.ts';

/**
 * What a trial measured, in the unit of the cell's metric: operations per second, or nanoseconds per operation.
 *
 * A trial without an operation is worth 0 ops/s, or Infinity ns.
 */
export function trialValue(cell: Cell, trial: Trial): number {
  if (trial.value !== undefined) return trial.value;
  return cell.metric.unit === 'ops/s' ? (trial.ops / trial.durationNs) * 1e9 : trial.durationNs / trial.ops;
}

/** Nanoseconds per operation, whatever the cell's unit. */
export function nsPerOp(cell: Cell, value: number): number {
  return cell.metric.unit === 'ops/s' ? 1e9 / value : value;
}

/** The cell's values in measured order. */
export function cellValues(cell: Cell): number[] {
  return cell.trials.map((trial) => trialValue(cell, trial));
}

/** The cell's values by block number, in measured order within each block. */
export function valuesByBlock(cell: Cell): Map<number, number[]> {
  const blocks = new Map<number, number[]>();
  for (const trial of cell.trials) {
    const block = blocks.get(trial.block);
    if (block) block.push(trialValue(cell, trial));
    else blocks.set(trial.block, [trialValue(cell, trial)]);
  }
  return blocks;
}

/**
 * Why a cell has no score, in a sentence; `null` where it has one. A failed invariant outweighs any number of
 * good trials.
 */
export function failureOf(cell: Cell): string | null {
  if (cell.error !== undefined) return cell.error;
  if (!cell.checks.invariantsHeld) return cell.checks.details[0] ?? 'An invariant failed.';
  if (cell.trials.length === 0) return 'No trial was finished.';
  const stalled = cell.trials.filter((trial) => trial.ops === 0).length;
  return stalled * 2 >= cell.trials.length ? `${stalled} of ${cell.trials.length} trials finished no operation.` : null;
}
