/** When an operation may refuse (full, empty, held) although it need not. */
import type { ModelCall } from '../model.ts';

/**
 * `exact`: only when it is so. `when-overlapped`: also while another operation is in flight, which may have claimed what it has not
 * yet filled or freed. `any-time`: a refusal says nothing.
 */
export type Refusals = 'exact' | 'when-overlapped' | 'any-time';

export function mayRefuse(refusals: Refusals, overlapped: boolean): boolean {
  return refusals === 'any-time' || (refusals === 'when-overlapped' && overlapped);
}

/** For `Model.ignoresOverlap`. */
export function ignoresOverlap(refusals: Refusals): boolean {
  return refusals !== 'when-overlapped';
}

/** The number of items moved, or fewer where the operation may refuse: most first. */
export function possibleCounts(most: number, refusals: Refusals, { overlapped }: ModelCall): readonly number[] {
  if (!mayRefuse(refusals, overlapped)) return [most];
  return Array.from({ length: most + 1 }, (_, fewer) => most - fewer);
}
