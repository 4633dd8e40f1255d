import type { EventcountSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

/** Counts that have been reached only. */
const eventcountCaller: MakeCaller<EventcountSpec> = (spec, start, { threads }) => {
  let count = spec.freeRunning.length > 0 ? start : 0;
  return {
    next(random) {
      const self = random.below(threads);
      const reached = (count - random.below(random.below(2) === 0 ? 3 : 2 ** 31)) | 0;
      return random.below(2) === 0 ? call('advance', self) : call('awaitCount', self, reached);
    },
    answered({ name }) {
      if (name === 'advance') count = (count + 1) | 0;
    },
  };
};

export default eventcountCaller;
