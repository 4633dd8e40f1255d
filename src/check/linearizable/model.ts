/** A sequential specification: what one operation after another would do. */
export interface ModelCall {
  readonly name: string;
  readonly args: readonly number[];
  /** Did its interval overlap another operation's? For models in which an operation may fail only then. */
  readonly overlapped: boolean;
}

export interface Outcome<S> {
  readonly state: S;
  /** What the operation must return, or ANY_RESULT. */
  readonly result: number;
}

/** The result says nothing: a number of failed tries, or that of a function that returns nothing. */
export const ANY_RESULT = Number.NaN;

/** Is `result` what an outcome promises? */
export function fits(promised: number, result: number): boolean {
  return promised === result || Number.isNaN(promised);
}

/** States are immutable values. */
export interface Model<S = unknown> {
  readonly name: string;
  readonly initial: S;
  /** Every way in which `call` may take effect in `state`; none: it cannot happen now (a lock that is held). */
  outcomes(state: S, call: ModelCall): readonly Outcome<S>[];
  /** Equal texts for equal states only. */
  key(state: S): string;
  /**
   * Operations with different names here are about independent objects (P-compositionality), each of which begins as `initial`.
   * Must not depend on `overlapped`. Absent: one object.
   */
  partition?(call: ModelCall): string;
  /** `outcomes` never looks at `overlapped`: histories that differ there only are then one. Absent: it may. */
  readonly ignoresOverlap?: boolean;
}

/** For `outcomes` of a model that does not know an operation. */
export function unknownOperation(model: string, { name }: ModelCall, known: readonly string[]): RangeError {
  return new RangeError(
    `the model "${model}" has the operations ${known.join(', ')}, got "${name}"; rename it or take another model`,
  );
}
