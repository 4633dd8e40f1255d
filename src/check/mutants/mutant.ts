/**
 * Mutants: copies of a kernel file with one mistake in them, of the kinds that concurrent code is known for. A check that lets one
 * pass does not check what it says, or the mistake is none: then it stands in the list of equivalents with the reason.
 *
 * The name of mutation analysis: DeMillo, Lipton & Sayward, "Hints on test data selection", IEEE Computer 11(4), 1978.
 */
import type { KernelFile } from './kernel-file.ts';

/**
 * The check that is expected to notice. `explorer`: a deadlock, a lost wake-up, a livelock, a wrong value; `race`: the race
 * detector; `linearizability`: results that no order explains; `unit`: one thread is enough.
 */
export type Killer = 'explorer' | 'race' | 'linearizability' | 'unit';

/** One stretch of a file and what stands there instead. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** A function that the new text calls; it is put in front of the descriptor. */
  readonly helper?: string;
}

export function instead({ start, end }: { start: number; end: number }, text: string): Change {
  return { start, end, text };
}

export interface Operator {
  /** What it does to a file, in kebab case: `drop-wake`. */
  readonly name: string;
  readonly killers: readonly Killer[];
  /** Every place where it applies. What leaves the dialect is dropped later: an operator may try. */
  changes(file: KernelFile): Iterable<Change>;
}

export interface Mutant {
  readonly operator: string;
  readonly killers: readonly Killer[];
  readonly path: string;
  /** The function that it is in. */
  readonly functionName: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What was changed, and to what: on one line, without comments. */
  readonly before: string;
  readonly after: string;
  /** From 1: which of the function's mutants with the same operator, `before` and `after` it is. */
  readonly nth: number;
  /** The whole mutated file. */
  readonly text: string;
}
