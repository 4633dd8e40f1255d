/** Where the threads of a cell ran: how often they changed their CPU, and whether two of them were left with one. */
import type { Cell, Trial } from './schema.ts';

export interface Moves {
  /** `false`: the system does not count migrations. Moves are then those seen from one trial of a visit to the next: at least so many. */
  readonly counted: boolean;
  /** Of all threads together. */
  readonly moves: number;
  /** In which they were counted. */
  readonly seconds: number;
  /** Trials in which a thread moved, or that found one elsewhere than the trial before; and how many were looked at. */
  readonly moved: number;
  readonly trials: number;
}

/** `null`: the record does not tell. */
export function movesOf(cell: Cell): Moves | null {
  const counts = cell.trials.map(countedMoves);
  if (counts.length > 0 && counts.every((count) => count !== null)) return sum(true, cell.trials, counts);
  // Trials of one block are one visit: the threads live on, so that another CPU means a move.
  const visits = Map.groupBy(cell.trials, (trial) => trial.block).values();
  const steps = [...visits].flatMap((visit) =>
    visit.slice(1).map((trial, i) => ({ trial, changes: changes(visit[i], trial) })),
  );
  const seen = steps.flatMap(({ trial, changes: count }) => (count === null ? [] : [{ trial, count }]));
  if (seen.length === 0) return null;
  return sum(
    false,
    seen.map(({ trial }) => trial),
    seen.map(({ count }) => count),
  );
}

/** Of all threads together; `null`: the system does not count them. */
export function countedMoves({ perThread }: Trial): number | null {
  const counts = perThread.map((thread) => thread.migrations).filter((count) => count !== null);
  if (counts.length === 0 || counts.length < perThread.length) return null;
  return counts.reduce((total, count) => total + count, 0);
}

/** Did two of its threads end on one CPU? `null`: the record does not tell. */
export function endedTogether({ perThread }: Trial): boolean | null {
  const cpus = perThread.map((thread) => thread.cpu);
  return cpus.length === 0 || cpus.includes(null) ? null : new Set(cpus).size < cpus.length;
}

/** Of the threads’ time, the part in which they were ready but had no CPU; `null`: the record does not tell. */
export function delayShare(cell: Cell): number | null {
  const threads = cell.trials.flatMap(({ perThread, durationNs }) =>
    perThread.map(({ runDelayNs }) => ({ runDelayNs, durationNs })),
  );
  if (threads.length === 0 || threads.some(({ runDelayNs }) => runDelayNs === null)) return null;
  const delayNs = threads.reduce((total, { runDelayNs }) => total + (runDelayNs ?? 0), 0);
  return delayNs / threads.reduce((total, { durationNs }) => total + durationNs, 0);
}

/** Threads that ended on another CPU; `null` where one of the CPUs is not known. */
function changes(before: Trial, after: Trial): number | null {
  const pairs = after.perThread.map(({ cpu }, rank) => [before.perThread[rank]?.cpu ?? null, cpu]);
  return pairs.flat().includes(null) ? null : pairs.filter(([from, to]) => from !== to).length;
}

function sum(counted: boolean, trials: readonly Trial[], counts: readonly number[]): Moves {
  return {
    counted,
    moves: counts.reduce((total, count) => total + count, 0),
    seconds: trials.reduce((total, { durationNs }) => total + durationNs / 1e9, 0),
    moved: counts.filter((count) => count > 0).length,
    trials: trials.length,
  };
}
