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
