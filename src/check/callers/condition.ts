import type { ConditionSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

/** Waits only for what has been notified. */
const conditionCaller: MakeCaller<ConditionSpec> = (_spec, _start, { threads }) => {
  /** What `prepareWait` last returned, and whether somebody has notified since. */
  let seen: number | null = null;
  let isNotified = false;
  return {
    next(random) {
      const self = random.below(threads);
      const choice = random.below(4);
      if (choice === 0) return call('notifyOne', self);
      if (choice === 1) return call('notifyAll', self);
      return seen !== null && isNotified ? call('awaitNotified', self, seen) : call('prepareWait', self);
    },
    answered({ name }, answer) {
      if (name === 'prepareWait') seen = answer;
      if (name === 'awaitNotified') seen = null;
      isNotified = name.startsWith('notify') || (isNotified && name !== 'prepareWait');
    },
  };
};

export default conditionCaller;
