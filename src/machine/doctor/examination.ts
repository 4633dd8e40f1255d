import type { PinOutcome } from '../affinity.ts';
import type { Read } from '../read.ts';
import type { TimerQuality } from '../timer.ts';
import type { Topology } from '../types.ts';

/** Counters as they stood at one moment: the files that the checks compare over a short window. */
export interface Moment {
  readonly read: Read;
  /** Processes that could be seen; `/proc/<pid>/stat` of each is in `read`, unless it ended meanwhile. */
  readonly pids: readonly number[];
}

/** Everything that the checks look at. They are pure functions of it: an invented one tests them. */
export interface Examination {
  /** As `process.platform`. */
  readonly platform: string;
  /** Settings: files that do not change within a second. */
  readonly read: Read;
  readonly topology: Topology;
  /** As `readHypervisor` tells. */
  readonly hypervisor: string | null;
  readonly window: { readonly seconds: number; readonly before: Moment; readonly after: Moment };
  /** This process: it, what it started and what started it in the same session is nobody else's work. */
  readonly pid: number;
  /** What became of pinning a thread to some of the allowed CPUs, one after the other. */
  readonly pins: readonly (PinOutcome & { readonly cpu: number })[];
  readonly timer: TimerQuality;
  /** `pinned`: the version that package.json names; `null`: it names none. */
  readonly node: { readonly running: string; readonly pinned: string | null };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** CPUs that this process may use, ascending. */
export function allowedCpus({ topology }: Pick<Examination, 'topology'>): number[] {
  return topology.cpus.filter((cpu) => cpu.allowed).map((cpu) => cpu.id);
}

/** CPUs that run, ascending. */
export function onlineCpus({ topology }: Pick<Examination, 'topology'>): number[] {
  return topology.cpus.filter((cpu) => cpu.online).map((cpu) => cpu.id);
}
