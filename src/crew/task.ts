import type { Params } from '../contract.ts';
import type { PinOutcome } from '../machine/affinity.ts';
import type { MemoryReport } from '../machine/pages.ts';

/** What the main thread hands to each worker of a cell. */
export interface CrewTask {
  readonly rank: number;
  readonly threads: number;
  readonly role: string;
  /** The thread's number within its role: the subject's `self`. */
  readonly self: number;
  /** CPU to pin to, or null: not pinned. */
  readonly cpu: number | null;
  readonly scenarioUrl: string;
  readonly subjectUrl: string;
  readonly params: Params;
  /** The compiled scenario with its subject, for `wasm`. */
  readonly kernel: WebAssembly.Module | null;
  readonly memory: WebAssembly.Memory;
  readonly control: Region;
  readonly own: Region;
  readonly times: Region;
  readonly instances: readonly Region[];
  /** Bytes from one instance to the next where threads have been told to move. */
  readonly homeBytes: number;
  /** CPU that touches the instances first, so that their pages lie on its NUMA node; null: rank 0's own. */
  readonly memoryCpu: number | null;
  /** NUMA node of each rank's CPU, for locks that care; null: not known, or not pinned. */
  readonly nodes: readonly (number | null)[];
  /** Each rank's `self`. */
  readonly selves: readonly number[];
  /** A peer's connections, one for each instance; empty for subjects that live in their words. */
  readonly connections: readonly unknown[];
}

/** What a thread says when it goes home. */
export interface ThreadReport extends PinOutcome {
  /** Where the subject's words lie: rank 0 asks when it goes home. `null`: another rank. */
  readonly memory: MemoryReport | null;
}

/** A part of the arena: byte offset and length in words. */
export interface Region {
  readonly offset: number;
  readonly sizeWords: number;
}

/** What a thread writes about each trial into its `times` region: 64-bit integers in this order; -1: not known here. */
export const TIMES = [
  'startNs',
  'endNs',
  'cpuNs',
  'runDelayNs',
  'voluntarySwitches',
  'involuntarySwitches',
  'migrations',
  'cpu',
] as const;
export type Times = Record<(typeof TIMES)[number], bigint>;
export const TIMES_WORDS = 2 * TIMES.length;
