/**
 * A lock, operation by operation. (Where the explorer runs whole sections: counted-section.ts.)
 *
 * Calls, `self` being the caller: `lock(self)` → any result, possible only while the lock is free; `unlock(self)` → any result, possible
 * only for its holder; `tryLock(self)` → 1: held now, or 0: held already; `lockFor(self, timeoutUs)` → 1, or 0 at any time.
 */
import { ANY_RESULT, type Model, unknownOperation } from '../model.ts';
import { ignoresOverlap, mayRefuse, type Refusals } from './refusals.ts';

const FREE = -1;

export function lock({ refusals }: { readonly refusals: Refusals }): Model<number> {
  return {
    name: 'lock',
    initial: FREE,
    ignoresOverlap: ignoresOverlap(refusals),
    key: String,
    outcomes(holder, call) {
      const self = call.args[0];
      const isFree = holder === FREE;
      const refused = { state: holder, result: 0 };
      switch (call.name) {
        case 'lock':
          return isFree ? [{ state: self, result: ANY_RESULT }] : [];
        case 'unlock':
          return holder === self ? [{ state: FREE, result: ANY_RESULT }] : [];
        case 'tryLock':
          if (!isFree) return [refused];
          return [{ state: self, result: 1 }, ...(mayRefuse(refusals, call.overlapped) ? [refused] : [])];
        case 'lockFor':
          return isFree ? [{ state: self, result: 1 }, refused] : [refused];
        default:
          throw unknownOperation('lock', call, ['lock', 'unlock', 'tryLock', 'lockFor']);
      }
    },
  };
}
