/**
 * A counting semaphore.
 *
 * Calls: `acquire()` → any result, possible only while there is a permit; `release()` → any result; `tryAcquire()` → 1, or 0: none left.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';
import { ignoresOverlap, mayRefuse, type Refusals } from './refusals.ts';

export interface SemaphoreOptions {
  /** Permits at the start. */
  readonly permits: number;
  readonly refusals: Refusals;
}

export function semaphore({ permits, refusals }: SemaphoreOptions): Model<number> {
  return {
    name: 'semaphore',
    initial: permits,
    ignoresOverlap: ignoresOverlap(refusals),
    key: String,
    outcomes(left, call) {
      const refused = { state: left, result: 0 };
      switch (call.name) {
        case 'acquire':
          return left > 0 ? [{ state: left - 1, result: ANY_RESULT }] : [];
        case 'release':
          return [{ state: left + 1, result: ANY_RESULT }];
        case 'tryAcquire':
          if (left === 0) return [refused];
          return [{ state: left - 1, result: 1 }, ...(mayRefuse(refusals, call.overlapped) ? [refused] : [])];
        default:
          throw unknownOperation('semaphore', call, ['acquire', 'release', 'tryAcquire']);
      }
    },
  };
}
