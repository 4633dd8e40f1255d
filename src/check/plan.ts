/** Which programs a subject is explored with, and what must come out. One file for each kind in src/check/programs. */
import type { AnySubject } from '../contract.ts';
import type { FoundSubject } from '../registry.ts';
import type { FailureKind } from './explore/exploration.ts';
import type { Program } from './program.ts';

export interface Planned {
  readonly program: Program;
  /** `quick`: in `npm test` too. `full`: in `npm run explore` and CI. */
  readonly tier: 'quick' | 'full';
  /** The verdict that counts as a pass. A number: every interleaving with so many preemptions. */
  readonly demands: 'exhaustive' | 'sampled' | number;
  /** What the subject says itself is wrong with it (a lossy counter): one of these must be found. Empty: nothing may be. */
  readonly expects: readonly FailureKind[];
  /** Waiting threads may wake for no reason. */
  readonly spurious?: true;
  /** So many threads may stop for ever, at any step. */
  readonly crashes?: 1;
  /** Threads finish whatever the others do: no cycle, nobody sleeps. */
  readonly lockFree?: true;
}

/** Default export of src/check/programs/<kind>.ts. Or a sentence why there is nothing to explore. */
export type PlanPrograms<S extends AnySubject = AnySubject> = (subject: FoundSubject<S>) => readonly Planned[] | string;
