/** One trial of a touring cell: a short trial at each pair of CPUs. */
import { CellFailed, type OpenCell, type ThreadTrial } from '../crew/cell.ts';
import type { Times } from '../crew/task.ts';
import { median } from '../stats/median.ts';
import type { MeasuredTrial } from './measured.ts';
import { pairsVisited, type Settings, STOP_MS, tourRounds } from './settings.ts';
import type { PairCosts, Tour } from './tour.ts';

/** A trial that visited some of the pairs only: its value is that of a sample. */
const SAMPLED = 'tour/sampled';

/**
 * A pair's figure is the median of its stops in this trial, in nanoseconds of one operation; the trial's value is the median over the
 * pairs. A pair where no operation was finished, or whose threads did not run where they were sent, is left without a figure.
 *
 * @param checked - what a stop's threads did, with its invariants looked at.
 * @throws CellFailed when no pair at all has a figure.
 */
export async function tourPass(
  tour: Tour,
  open: OpenCell,
  settings: Settings,
  checked: (threads: readonly ThreadTrial[]) => MeasuredTrial,
  signal: AbortSignal,
): Promise<MeasuredTrial> {
  const pairs = tour.next(pairsVisited(settings, tour.pairs.length));
  const costs = new Map<PairCosts, number[]>(pairs.map((pair) => [pair, []]));
  const trials: MeasuredTrial[] = [];
  const stops = Array.from({ length: tourRounds(settings, pairs.length) }, () => pairs).flat();
  for (const [i, pair] of stops.entries()) {
    if (signal.aborted && i > 0) break;
    const trial = checked(await open.move(pair.cpus, STOP_MS));
    const there = trial.threads.every(({ times }, rank) => Number(times.cpu) === pair.cpus[rank]);
    if (trial.ops === 0 || !there) continue;
    costs.get(pair)?.push(trial.durationNs / trial.ops);
    trials.push(trial);
  }
  if (trials.length === 0)
    throw new CellFailed('Expected threads that run on the CPUs they are sent to, found none: see npm run doctor.');
  const figures = [...costs].flatMap(([pair, stops]) => {
    if (stops.length === 0) return [];
    const ns = median(stops);
    pair.ns.push(ns);
    return [ns];
  });
  const warnings = pairs.length < tour.pairs.length ? [SAMPLED] : [];
  return { ...together(trials), value: median(figures), warnings };
}

/** Several trials of the same threads as one. */
function together(trials: readonly MeasuredTrial[]): MeasuredTrial {
  const [first] = trials;
  const durationNs = sum(trials.map((one) => one.durationNs));
  return {
    ...first,
    durationNs,
    ops: sum(trials.map((one) => one.ops)),
    overlap: sum(trials.map((one) => one.overlap * one.durationNs)) / durationNs,
    threads: first.threads.map((thread, rank) => {
      const parts = trials.map((one) => one.threads[rank]);
      const total = (name: keyof Times) =>
        parts.some(({ times }) => times[name] < 0n) ? -1n : parts.reduce((so, { times }) => so + times[name], 0n);
      return {
        ...thread,
        ops: sum(parts.map((one) => one.ops)),
        errors: sum(parts.map((one) => one.errors)),
        failedTries: sum(parts.map((one) => one.failedTries)),
        items: sum(parts.map((one) => one.items)),
        times: {
          startNs: first.threads[rank].times.startNs,
          endNs: parts[parts.length - 1].times.endNs,
          cpuNs: total('cpuNs'),
          runDelayNs: total('runDelayNs'),
          voluntarySwitches: total('voluntarySwitches'),
          involuntarySwitches: total('involuntarySwitches'),
          migrations: total('migrations'),
          cpu: -1n,
        },
      };
    }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
