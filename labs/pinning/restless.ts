/** What threads did that were left to the system: how often they moved, how often two ended on one CPU, and what either cost. */
import { countedMoves, endedTogether, movesOf } from '../../src/report/moves.ts';
import type { Trial } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { nsPerOp, trialValue } from '../../src/report/value.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { median } from '../../src/stats/median.ts';
import { independentRatio } from '../../src/stats/ratio.ts';

/** Fewer trials of a sort say nothing about it. */
const FEWEST = 3;

export interface Restlessness {
  /** All threads and cells together; `of` is 0 where nothing is known. */
  readonly moves: number;
  readonly seconds: number;
  readonly trials: number;
  readonly of: number;
  /** `false`: seen from one trial to the next only, so that there may have been more. */
  readonly counted: boolean;
  /** How many times as fast trials without a move are as those with one; `null`: too few of either sort. */
  readonly moveCost: Interval | null;
  /** `null`: the record does not tell on which CPU a thread ran. `cost`: their speed in that of the others. */
  readonly together: { readonly ended: number; readonly of: number; readonly cost: Interval | null } | null;
}

/** @param rows - cells of threads that were left alone and could have had a CPU each. */
export function restlessness(rows: readonly SummaryRow[], seed: number): Restlessness {
  const known = rows.flatMap(({ cell }) => movesOf(cell) ?? []);
  const total = (figure: (one: (typeof known)[number]) => number) => known.reduce((sum, one) => sum + figure(one), 0);
  const ends = rows.flatMap(({ cell }) => cell.trials.map(endedTogether)).filter((one) => one !== null);
  const ended = ends.filter((one) => one).length;
  return {
    moves: total(({ moves }) => moves),
    seconds: total(({ seconds }) => seconds),
    trials: total(({ moved }) => moved),
    of: total(({ trials }) => trials),
    counted: known.every(({ counted }) => counted),
    moveCost: speedOf(rows, seed, (trial) => invert(moved(trial))),
    together: ends.length === 0 ? null : { ended, of: ends.length, cost: speedOf(rows, seed, endedTogether) },
  };
}

function moved(trial: Trial): boolean | null {
  const count = countedMoves(trial);
  return count === null ? null : count > 0;
}

function invert(one: boolean | null): boolean | null {
  return one === null ? null : !one;
}

/**
 * The speed of one sort of trials in that of the other sort of the same cells. Cells count alike, whatever they measure: a trial's speed is
 * taken in the median of its cell. Those that have few of either sort are left out.
 */
function speedOf(
  rows: readonly SummaryRow[],
  seed: number,
  isOfSort: (trial: Trial) => boolean | null,
): Interval | null {
  const sorted = rows.flatMap(({ cell }) => {
    const speeds = cell.trials.map((trial) => ({
      speed: 1e9 / nsPerOp(cell, trialValue(cell, trial)),
      sort: isOfSort(trial),
    }));
    const middle = median(speeds.map(({ speed }) => speed));
    const [these, those] = [true, false].map((sort) =>
      speeds.filter((one) => one.sort === sort && one.speed > 0).map(({ speed }) => speed / middle),
    );
    return these.length >= FEWEST && those.length >= FEWEST ? [{ these, those }] : [];
  });
  if (sorted.length === 0) return null;
  return independentRatio(
    sorted.map(({ these }) => these),
    sorted.map(({ those }) => those),
    { seed },
  );
}
