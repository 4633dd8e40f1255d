/** What a run would have left of a planned cell, for tests of what labs conclude. */
import type { MeasuredTrial } from '../../src/lab/measured.ts';
import type { PlannedCell } from '../../src/lab/plan.ts';
import type { CellRun } from '../../src/lab/run.ts';

/** A cell that went well: warm, steady, nothing violated. */
export function runOf(
  cell: PlannedCell,
  trials: MeasuredTrial[],
  also: Partial<Pick<CellRun, 'reports' | 'tour'>> = {},
): CellRun {
  return {
    ...{ cell, trials, reports: [], tour: null, violations: new Set<string>(), warmupTrials: 12 },
    ...{ measuredMs: 0, steady: true, error: null },
    ...also,
  };
}
