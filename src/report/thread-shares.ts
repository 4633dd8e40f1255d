import { jainIndex } from '../stats/jain.ts';
import { median } from '../stats/median.ts';
import type { Cell } from './schema.ts';

/** Jain's index of what the threads got, for each trial in which anybody got anything: 1 is fair, 1/n is all for one. */
export function jainsOf(cell: Cell): number[] {
  return cell.trials
    .filter((trial) => trial.ops > 0)
    .map((trial) => jainIndex(trial.perThread.map((thread) => thread.ops)));
}

/** The median of the trials' indices; 0 where no trial finished an operation. */
export function jainOf(cell: Cell): number {
  const indices = jainsOf(cell);
  return indices.length === 0 ? 0 : median(indices);
}
