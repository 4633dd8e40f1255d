import type { LatchSpec } from '../../contract.ts';
import { call, type MakeCaller, oneOf } from '../caller.ts';

/** Waits only when it is open. */
const latchCaller: MakeCaller<LatchSpec> = (_spec, _start, { threads, count }) => {
  let left = count;
  return {
    next(random) {
      const self = random.below(threads);
      return oneOf(random, [call('isOpen'), left > 0 ? call('countDown', self) : call('awaitOpen', self)]);
    },
    answered({ name }) {
      if (name === 'countDown') left--;
    },
  };
};

export default latchCaller;
