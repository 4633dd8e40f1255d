/** What an exploration says. */
import type { Call } from '../program.ts';
import type { Site } from './thread-code.ts';

export type Verdict =
  /** Every interleaving was covered. */
  | 'exhaustive'
  /** Every interleaving with at most `bound` preemptions was covered. */
  | 'exhaustive-to-bound'
  /** Schedules were drawn at random, as many as the program's budget asks for. Not a proof. */
  | 'sampled'
  /** Ended early. Never a pass by itself. */
  | 'budget-spent'
  | 'failed';

export type FailureKind =
  | 'race'
  | 'not-linearizable'
  | 'wrong-at-the-end'
  | 'invariant'
  | 'deadlock'
  | 'lost-wake-up'
  /** From some state on no schedule ends. */
  | 'livelock'
  /** One thread took more steps than the limit. */
  | 'too-many-steps'
  | 'out-of-range'
  /** The descriptor promises lock-freedom, and threads can run for ever without finishing an operation. */
  | 'not-lock-free';

/** One step of a failing execution. */
export interface TraceStep {
  readonly thread: number;
  /** A step of the thread; or what the scheduler did to it: a timeout, a wake-up for no reason, a crash. */
  readonly event: 'step' | 'times-out' | 'wakes-spuriously' | 'crashes';
  /** OP of the step. */
  readonly op: number;
  readonly site: Site;
  /** The word accessed by name, `TAIL` or `SLOTS+3` or `data+0`; null: none. */
  readonly word: string | null;
  /** The word's value before and after. */
  readonly before: number;
  readonly after: number;
  /** What the step yielded; null for stores, pauses and waits that sleep. */
  readonly result: number | null;
  /** The step that wrote what this one read; null: nobody, or not a read. */
  readonly readsFrom: number | null;
  /** The step that woke this thread before this step; null: none did. */
  readonly wokenBy: number | null;
  /** The step puts the thread to sleep. */
  readonly sleeps: boolean;
  /** The operation that begins with this step. */
  readonly begins: Call | null;
  /** The operations that have returned with this step: the thread's own, and those of threads that it wakes. */
  readonly returned: readonly { readonly thread: number; readonly call: Call; readonly result: number }[];
}

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence: the property that is broken, and where. */
  readonly sentence: string;
  /** The steps of the (shrunk) execution; the last ones are those that the sentence is about. */
  readonly steps: readonly TraceStep[];
  /** Indexes of the steps that are at fault: the two accesses of a race. */
  readonly culprits: readonly number[];
  /** What each thread is doing at the end: "sleeps on STATE (2)". */
  readonly ends: readonly string[];
  /** Times that a thread was followed by another although it could go on. */
  readonly preemptions: number;
  /** For `replay`: the choices and a hash of the transformed sources. */
  readonly schedule: string;
}

export interface Exploration {
  readonly program: string;
  readonly verdict: Verdict;
  /** The preemption bound reached, with `exhaustive-to-bound`. */
  readonly bound?: number;
  /** Different states, where states were kept. */
  readonly states: number;
  /** Steps taken. */
  readonly steps: number;
  /** Executions: paths that ended. */
  readonly executions: number;
  /** The longest path in steps. */
  readonly depth: number;
  readonly seconds: number;
  /** Where schedules were drawn at random. */
  readonly seed?: number;
  /** Results of all operations at the end of executions, with their number; only when asked for. */
  readonly outcomes?: ReadonlyMap<string, number>;
  readonly failure?: Failure;
}
