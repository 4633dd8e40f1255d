import type { FailureKind } from './exploration.ts';

/** Something broken, as the machine or a search says it; traces make a Failure of it. */
export interface Fault {
  readonly kind: FailureKind;
  readonly sentence: string;
  /** The threads it is about; a race has two, and the word. */
  readonly threads: readonly number[];
  readonly at?: number;
}
