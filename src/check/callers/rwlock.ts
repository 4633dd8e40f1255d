import type { RwLockSpec } from '../../contract.ts';
import { call, type MakeCaller, oneOf, type SubjectCall } from '../caller.ts';

/** Outside, or inside by which way. */
type Place = 'outside' | 'reader' | 'writer';

/** A call that would wait is not made: nobody reads while another writes, and a writer comes only when everybody is outside. */
const rwLockCaller: MakeCaller<RwLockSpec> = (_spec, _start, { threads }) => {
  const places: Place[] = Array.from({ length: threads }, () => 'outside');
  return {
    next(random) {
      const calls: SubjectCall[] = [];
      for (const [self, place] of places.entries()) {
        if (place === 'reader') calls.push(call('readUnlock', self));
        else if (place === 'writer') calls.push(call('writeUnlock', self));
        else if (!places.includes('writer')) calls.push(call('readLock', self));
      }
      if (places.every((place) => place === 'outside')) calls.push(call('writeLock', random.below(threads)));
      return oneOf(random, calls);
    },
    answered({ name, args: [self] }) {
      places[Number(self)] = name === 'readLock' ? 'reader' : name === 'writeLock' ? 'writer' : 'outside';
    },
  };
};

export default rwLockCaller;
