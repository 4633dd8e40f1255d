import type { Interval } from '../stats/interval.ts';
import { pairedRatio } from '../stats/ratio.ts';
import { judge, moreRunsNeeded, type Verdict } from '../stats/verdict.ts';
import { FEWEST_BLOCKS } from './doubts.ts';
import { noiseFloor } from './noise-floor.ts';
import type { Cell, LabResult } from './schema.ts';
import { failureOf, valuesByBlock } from './value.ts';

/** A ratio of medians. The ends are `null` with too few blocks for an interval. */
export interface Ratio {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Comparison {
  /** How many times better; above 1 is better whatever the metric. `null` where there is nothing to compare. */
  readonly ratio: Ratio | null;
  readonly verdict: Verdict;
  /** About how many more trials would decide; `null` where decided, or where that cannot be said. */
  readonly moreTrials: number | null;
}

/**
 * One cell against another of the same metric, within one process. Paired by block, so that what slows a whole block
 * down cancels: a machine that changes its speed changes both. Inconclusive without an interval.
 */
export function compareCells(cell: Cell, other: Cell, record: LabResult): Comparison {
  const ratio = ratioTo(cell, other, record.config.seed);
  if (!hasInterval(ratio)) return { ratio, verdict: 'inconclusive', moreTrials: null };
  const floor = noiseFloor(record).ratio;
  const verdict = judge(ratio, floor);
  const moreTrials = verdict === 'inconclusive' ? moreRunsNeeded(ratio, floor, cell.trials.length) : null;
  return { ratio, verdict, moreTrials };
}

/**
 * The ratio of `compareCells` alone. `null`: a side without a score, no common block, or a trial without progress, which
 * has no logarithm.
 */
export function ratioTo(cell: Cell, other: Cell, seed: number): Ratio | null {
  const known = remembered.get(cell)?.get(other);
  if (known?.seed === seed) return known.ratio;
  const ratio = resampledRatio(cell, other, seed);
  const ofCell = remembered.get(cell) ?? new WeakMap();
  remembered.set(cell, ofCell.set(other, { seed, ratio }));
  return ratio;
}

/** Sections share cells, and a page asks again for what the conclusion has asked; cells never change. */
const remembered = new WeakMap<Cell, WeakMap<Cell, { readonly seed: number; readonly ratio: Ratio | null }>>();

function resampledRatio(cell: Cell, other: Cell, seed: number): Ratio | null {
  if (failureOf(cell) !== null || failureOf(other) !== null) return null;
  if ([...cell.trials, ...other.trials].some((trial) => trial.ops === 0)) return null;
  const ours = valuesByBlock(cell);
  const theirs = valuesByBlock(other);
  const common = [...ours.keys()].filter((block) => theirs.has(block));
  if (common.length === 0) return null;
  const a = common.map((block) => ours.get(block) ?? []);
  const b = common.map((block) => theirs.get(block) ?? []);
  const better = cell.metric.better === 'higher' ? pairedRatio(a, b, { seed }) : pairedRatio(b, a, { seed });
  return common.length >= FEWEST_BLOCKS ? better : { estimate: better.estimate, low: null, high: null };
}

function hasInterval(ratio: Ratio | null): ratio is Interval {
  return ratio !== null && ratio.low !== null && ratio.high !== null;
}
