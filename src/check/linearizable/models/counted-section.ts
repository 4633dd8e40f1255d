/**
 * A critical section that counts itself and returns the count that it found: fetch-and-increment, whatever lock is around it.
 *
 * Calls: any name and arguments → the number of sections before, or -1: refused (a `tryLock` that failed, a timeout). A section takes
 * effect as a whole, so nobody is inside when another one begins: `exact` allows no refusal.
 */
import type { Model } from '../model.ts';
import { ignoresOverlap, mayRefuse, type Refusals } from './refusals.ts';

export function countedSection({ refusals }: { readonly refusals: Refusals }): Model<number> {
  return {
    name: 'counted-section',
    initial: 0,
    ignoresOverlap: ignoresOverlap(refusals),
    key: String,
    outcomes(sections, { overlapped }) {
      const entered = { state: (sections + 1) | 0, result: sections };
      return mayRefuse(refusals, overlapped) ? [entered, { state: sections, result: -1 }] : [entered];
    },
  };
}
