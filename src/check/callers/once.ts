import type { OnceSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

/** One doing in so many succeeds: then there is nothing left but to ask again. */
const COMPLETED_OF = 64;

/** Asks while nobody is doing it only. */
const onceCaller: MakeCaller<OnceSpec> = (_spec, _start, { threads }) => {
  let isRunning = false;
  return {
    next(random) {
      const self = random.below(threads);
      if (!isRunning) return call('begin', self);
      return call(random.below(COMPLETED_OF) === 0 ? 'complete' : 'giveUp', self);
    },
    answered({ name }, answer) {
      isRunning = name === 'begin' && answer === 1;
    },
  };
};

export default onceCaller;
