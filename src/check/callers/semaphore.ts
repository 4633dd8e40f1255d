import type { SemaphoreSpec } from '../../contract.ts';
import { call, type MakeCaller, oneOf } from '../caller.ts';

/** Few, so that there often is none. */
export const sizes = { count: 2 };

/** Acquires only what is there. */
const semaphoreCaller: MakeCaller<SemaphoreSpec> = (_spec, _start, { threads, count }) => {
  let permits = count;
  return {
    next(random) {
      const self = random.below(threads);
      return call(oneOf(random, ['release', 'tryAcquire', permits > 0 ? 'acquire' : 'tryAcquire']), self);
    },
    answered({ name }, answer) {
      if (name === 'release') permits++;
      else if (name === 'acquire' || answer === 1) permits--;
    },
  };
};

export default semaphoreCaller;
