import type { AnySubject, Backend, Kind, Params } from '../contract.ts';
import type { Topology } from '../machine/types.ts';
import type { LabResult } from '../report/schema.ts';

/** How much time a run may take: `quick` 15 s, `default` 90 s, `thorough` as long as good intervals need. */
export type Effort = 'quick' | 'default' | 'thorough';

/** What a sweep may depend on. */
export interface SweepContext {
  readonly effort: Effort;
  /** Total threads asked for by `--threads`, or the lab's choice for this machine. */
  readonly threads: readonly number[];
  /** CPUs that the run may use. */
  readonly cpus: number;
  readonly capacitySlots: number;
  /** Size of the largest L3 cache in MiB; `null`: none, or not told. */
  readonly l3MB: number | null;
  /** The machine as `--pin` leaves it: with a list of CPUs, the others count as not allowed. */
  readonly topology: Topology;
}

/** Where a cell's threads and its shared words are. */
export interface Site {
  /** A placement policy or a list of CPUs (src/machine/placement.ts). */
  readonly policy: string;
  /** What readers call it; absent: the policy. */
  readonly name?: string;
  /** Each thread must have a CPU of its own: with fewer CPUs the cell is not measured. */
  readonly ownCpus?: boolean;
  /**
   * NUMA node whose memory holds the words of the subject. Absent: that of the first thread.
   * A CPU of that node touches them first.
   */
  readonly memoryNode?: number;
}

/** A comparison: one scenario, the subjects that a predicate picks, a sweep, and how to show it. */
export interface SectionSpec {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** The law that the section tests, as a formula or a phrase. */
  readonly law: string | null;
  readonly kind: Kind;
  readonly scenario: string;
  /** Where subjects of one section need another driver for the same question (callbacks instead of calls): its scenario. */
  scenarioFor?(subject: AnySubject): string;
  /** Ask the descriptor, never the name. */
  subjects(subject: AnySubject, context: SweepContext): boolean;
  /** Absent: both. */
  backends?(context: SweepContext): readonly Backend[];
  /**
   * Where cells run, each on every site; one that the machine does not have is not measured, with the reason.
   * Absent: on one site, `--pin`.
   */
  sites?(context: SweepContext): readonly Site[];
  /** The cell visits every pair of CPUs with its two threads, many short trials a visit, instead of staying on one site. */
  readonly tours?: true;
  /** Parameter sets; what they leave out takes the scenario's default. An empty list leaves the subject out. */
  sweep(context: SweepContext, subject: AnySubject): readonly Params[];
  /** The cell that ratios refer to; the first that fits. */
  baseline(subject: AnySubject, backend: Backend, params: Params, site: Site): boolean;
  /** What readers call a cell where subject, back end and swept parameter do not say it. */
  label?(params: Params, subject: AnySubject, site: Site): string;
  readonly views: readonly string[];
  /** The swept parameter, or null. */
  readonly x: string | null;
}

/** What the run decided, in words and numbers. */
export interface Conclusion {
  readonly headline: string;
  readonly answers: LabResult['answers'];
  readonly claims: LabResult['claims'];
}

/** A question and how it is asked: `labs/<name>/lab.ts` default-exports one. */
export interface LabSpec {
  readonly name: string;
  readonly title: string;
  /** One sentence, shown in the list of labs. */
  readonly question: string;
  /** Thread counts when `--threads` is absent. */
  threads(cpus: number): readonly number[];
  readonly sections: readonly SectionSpec[];
  /** Read the finished record and decide each claim. Broken and missing cells must give `undecided`, not an exception. */
  conclude(record: LabResult): Conclusion;
}
