import type { AnySubject } from '../../src/contract.ts';

/** A subject that is broken on purpose, to show that a check notices. */
export type Mutant<S extends AnySubject> = S & {
  /** The subject that it is like but for the break: the check must accept that one. */
  readonly twin: string;
  /** The name of the check of its kind that must reject it. */
  readonly caughtBy: string;
};
