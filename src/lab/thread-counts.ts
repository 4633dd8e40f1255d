/** Numbers of threads that sections choose from those of a run. */
import type { SweepContext } from './spec.ts';

/** The most threads that still have a CPU each; `null` without two of them. */
export function mostSeated({ threads, cpus }: SweepContext): number | null {
  const most = Math.max(...threads.filter((count) => count <= cpus));
  return most >= 2 ? most : null;
}

/** The most threads, where they are more than the CPUs; else `null`. */
export function mostCrowded({ threads, cpus }: SweepContext): number | null {
  const most = Math.max(...threads);
  return most > cpus ? most : null;
}

/** A sweep over these counts; `null` is none. */
export function atThreads(...counts: readonly (number | null)[]): { threads: number }[] {
  return counts.flatMap((threads) => (threads === null ? [] : [{ threads }]));
}
