/** One trial of a touring cell: a short trial at each pair of CPUs. */
import { CellFailed, type OpenCell, type ThreadTrial } from '../crew/cell.ts';
import type { Times } from '../crew/task.ts';
import { median } from '../stats/median.ts';
import type { MeasuredTrial } from './measured.ts';
import { type Settings, stopMs } from './settings.ts';
import type { Tour } from './tour.ts';

/**
 * Its value is the median over the pairs, in nanoseconds of one operation. A pair where no operation was finished, or whose threads did
 * not run where they were sent, is left without a figure.
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
  const stops = tour.next(settings.stopsPerTrial);
  const trials: MeasuredTrial[] = [];
  const costs: number[] = [];
  for (const [i, { cpus, ns }] of stops.entries()) {
    if (signal.aborted && i > 0) break;
    const trial = checked(await open.move(cpus, stopMs(settings, stops.length)));
    const there = trial.threads.every(({ times }, rank) => Number(times.cpu) === cpus[rank]);
    if (trial.ops === 0 || !there) continue;
    const cost = trial.durationNs / trial.ops;
    ns.push(cost);
    costs.push(cost);
    trials.push(trial);
  }
  if (trials.length === 0)
    throw new CellFailed('Expected threads that run on the CPUs they are sent to, found none: see npm run doctor.');
  return { ...together(trials), value: median(costs) };
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
