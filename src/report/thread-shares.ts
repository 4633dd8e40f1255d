import { jainIndex } from '../stats/jain.ts';
import { median } from '../stats/median.ts';
import type { Cell } from './schema.ts';

/** Jain's index of what the threads got, the median of the trials: 1 is fair, 1/n is all for one. */
export function jainOf(cell: Cell): number {
  return median(cell.trials.map((trial) => jainIndex(trial.perThread.map((thread) => thread.ops))));
}
