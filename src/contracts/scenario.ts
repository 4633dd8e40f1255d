/** How subjects are driven and what a trial yields. */
import type { AnySubject, End, i32, Words } from '../contract.ts';

/** The numbers that, with subject, scenario and back end, make a cell. Names carry units: `capacitySlots`, `batch`. */
export type Params = Readonly<Record<string, number>>;

/** What one thread did in one trial. Counters are 32-bit and start at 0 in every trial. */
export interface ThreadOutcome {
  readonly rank: number;
  readonly role: string;
  /** Operations that count: items delivered, round trips. */
  readonly ops: number;
  /** Violations the thread saw itself: a wrong sequence number, a torn record. */
  readonly errors: number;
  /** Tries that failed: full, empty, lost race. */
  readonly failedTries: number;
  /** Wrapping sum of what went through; producers and consumers must agree. */
  readonly sum: number;
  /** Items handed in, or taken out, the drain after the window included. */
  readonly items: number;
  /** Latency samples in nanoseconds, where the scenario takes them. */
  readonly samples: Int32Array;
}

/**
 * How subjects of one kind are driven: `bench/<kind>/<name>.ts`. The file's other exports are its roles: functions in the
 * kernel dialect, `(instance…, control, mine, self)`, that import the subject as `#subject` and run until `control` says stop.
 * Roles of a scenario that runs only as JavaScript may be asynchronous.
 */
export interface ScenarioSpec<S extends AnySubject = AnySubject> {
  readonly name: string;
  readonly kind: S['kind'];
  readonly title: string;
  /** What the number answers, in a sentence. */
  readonly question: string;
  readonly metric: { readonly name: string; readonly unit: 'ops/s' | 'ns'; readonly better: 'higher' | 'lower' };
  /** How many structures of the subject the threads share (ping-pong: one for each direction). */
  readonly instances: 1 | 2;
  /** Every parameter with its default; those that threads read name their word among a thread's own words. */
  readonly params: Readonly<Record<string, { readonly default: number; readonly what: string; readonly word?: i32 }>>;
  /** The exported function that each rank runs. */
  roles(params: Params): readonly string[];
  /** Roles whose CPU time the scenario studies; absent: all. The others only serve them. */
  readonly studied?: readonly string[];
  /** What each rank does with instance `instance`. */
  ends?(params: Params, instance: number): readonly End[];
  /** `self` for each rank: its number within its role. */
  selves(params: Params): readonly number[];
  /** A reason why this subject or these parameters make no cell, or `null`. */
  refuses(subject: S, params: Params): string | null;
  /** Words of one instance, given the subject; called on the main thread. */
  sizeWords(subject: S, params: Params): number;
  /** Set one instance up; called by rank 0's thread before the first trial, so that it touches the words first. */
  init(subject: S, words: Words, params: Params): void;
  /** What one operation is, in the plural: `items`, `round trips`. */
  readonly operations: string;
  /** `operations-over-time`, or the median of the latency samples (for scenarios that are paced, not saturated). */
  readonly value: 'operations-over-time' | 'median-sample';
  /** Operations that one sample covers; absent: 1. The value and the percentiles are those of one operation. */
  perSample?(params: Params): number;
  /** Figures of a trial beside its value, by name with unit (`lost`, `changedHands`); views ask for them. */
  figures?(threads: readonly ThreadOutcome[], params: Params, subject: S): Readonly<Record<string, number>>;
  /** What a trial proved wrong, a sentence each; empty when every invariant held. */
  violations(threads: readonly ThreadOutcome[], params: Params, subject: S): string[];
}
