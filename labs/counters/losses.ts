import type { Backend } from '../../src/contract.ts';
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { bootstrapMedian } from '../../src/stats/bootstrap.ts';
import type { Picks } from './picks.ts';

/** What one cell without atomics lost. */
export interface Loss {
  readonly row: SummaryRow;
  /** Additions of all trials, and those that the counter misses. */
  readonly ops: number;
  readonly lost: number;
  /** Of the additions of a trial: the median over trials, with its interval. */
  readonly share: Ratio;
}

/** By number of threads. */
export function losses(picks: Picks, backend: Backend): Loss[] {
  return picks.found
    .rows('lost-updates', backend, (_facts, { cell }) => cell.trials.some(({ figures }) => figures?.lost !== undefined))
    .map((row) => lossOf(row, picks.seed))
    .sort((a, b) => a.row.cell.threads - b.row.cell.threads);
}

function lossOf(row: SummaryRow, seed: number): Loss {
  const { trials } = row.cell;
  const lost = (trial: (typeof trials)[number]) => trial.figures?.lost ?? 0;
  const counted = trials.filter(({ ops }) => ops > 0);
  const blocks = [...Map.groupBy(counted, ({ block }) => block).values()];
  const shares = blocks.map((block) => block.map((trial) => lost(trial) / trial.ops));
  const { estimate, low, high } = bootstrapMedian(shares, { seed });
  return {
    row,
    ops: counted.reduce((sum, { ops }) => sum + ops, 0),
    lost: counted.reduce((sum, trial) => sum + lost(trial), 0),
    share: blocks.length >= FEWEST_BLOCKS ? { estimate, low, high } : { estimate, low: null, high: null },
  };
}
