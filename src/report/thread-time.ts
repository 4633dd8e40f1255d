/** What the threads of a cell did with their time, for one operation: how much of it was work, waiting and sleep. */
import type { Cell } from './schema.ts';

/** Parameters that say how long a thread works for one operation, inside a critical section and outside. */
const WORK_PARAMS = ['insideNs', 'outsideNs', 'thinkNs', 'workNs'] as const;

/** Nanoseconds of thread time an operation, all trials together. `null`: the record does not tell. */
export interface ThreadTime {
  /** Threads × duration / operations. */
  readonly totalNs: number;
  /** As the scenario's parameters ask for, and at most the time on a CPU. */
  readonly workNs: number | null;
  /** On a CPU. */
  readonly cpuNs: number | null;
  /** On a CPU beyond the work: looking, pausing, and the code of the structure itself. All of it where the work is unknown. */
  readonly overheadNs: number | null;
  /** Ready, but without a CPU. */
  readonly runDelayNs: number | null;
  /** What remains: parked. */
  readonly asleepNs: number | null;
  /** What remains where evidence is missing. */
  readonly unknownNs: number;
}

/** `null`: no operation was counted, or nothing is known about the threads. */
export function threadTime(cell: Cell): ThreadTime | null {
  const threads = studiedThreads(cell);
  const ops = operations(cell);
  if (threads.length === 0 || ops === 0) return null;
  const elapsedNs = cell.trials.reduce((sum, trial) => sum + trial.durationNs * studied(trial).length, 0);
  const totalNs = elapsedNs / ops;
  const cpuNs = perOperation(cell, (thread) => thread.cpuNs);
  const runDelayNs = perOperation(cell, (thread) => thread.runDelayNs);
  const workNs = workOf(cell, Math.min(totalNs, cpuNs ?? totalNs));
  const overheadNs = cpuNs === null ? null : cpuNs - (workNs ?? 0);
  const seenNs = (cpuNs ?? workNs ?? 0) + (runDelayNs ?? 0);
  const restNs = Math.max(0, totalNs - seenNs);
  const complete = cpuNs !== null && runDelayNs !== null;
  return {
    totalNs,
    workNs,
    cpuNs,
    overheadNs,
    runDelayNs,
    asleepNs: complete ? restNs : null,
    unknownNs: complete ? 0 : restNs,
  };
}

type Thread = Cell['trials'][number]['perThread'][number];

/** A figure of the threads, all added up, for one operation. `null` where it is unknown for one of them. */
export function perOperation(cell: Cell, figure: (thread: Thread) => number | null): number | null {
  const figures = studiedThreads(cell).map(figure);
  const known = figures.filter((value) => value !== null);
  if (known.length === 0 || known.length < figures.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / operations(cell);
}

/** Threads that only serve those whose waiting is studied are left out. */
function studied({ perThread }: Cell['trials'][number]): readonly Thread[] {
  return perThread.filter((thread) => thread.studied !== false);
}

function studiedThreads(cell: Cell): Thread[] {
  return cell.trials.flatMap(studied);
}

function operations(cell: Cell): number {
  return cell.trials.reduce((sum, trial) => sum + trial.ops, 0);
}

/** For operations that one thread makes, as those of a lock or a counter. */
function workOf(cell: Cell, mostNs: number): number | null {
  const known = WORK_PARAMS.map((name) => cell.params[name]).filter((ns) => ns !== undefined);
  if (known.length === 0) return null;
  return Math.min(
    mostNs,
    known.reduce((sum, ns) => sum + ns, meanExtraNs(cell.params)),
  );
}

/** Every `longEvery`-th time inside lasts `longUs` instead of `insideNs`; 0: none does. */
function meanExtraNs({ longEvery = 0, longUs = 0, insideNs = 0 }: Cell['params']): number {
  return longEvery === 0 ? 0 : (1000 * longUs - insideNs) / longEvery;
}
