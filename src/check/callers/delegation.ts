import type { DelegationSpec } from '../../contract.ts';
import { ADD, DEQUEUE, ENQUEUE, NOTHING, POP, PUSH, RESULT, WORK } from '../../delegation/_object.ts';
import { anyValue, call, type MakeCaller, oneOf } from '../caller.ts';

/** Steps of work, at most: more than one stretch of them. */
const MOST_STEPS = 150;

/** Calls in a row that are mostly of one operation: enough to fill the queue, or the stack, now and then. */
const MOST_ALIKE = 130;

/**
 * All operations, some more often for a while, so that the object is met full and empty. Where a server runs them, one thread alone can
 * only look that nobody has asked.
 */
const delegationCaller: MakeCaller<DelegationSpec> = (spec, _start, { threads }) => {
  let favourite = ADD;
  let left = 0;
  return {
    next(random) {
      if (spec.runs === 'server') return call('serve');
      if (left-- === 0) {
        favourite = oneOf(random, [ENQUEUE, DEQUEUE, PUSH, POP]);
        left = random.below(MOST_ALIKE);
      }
      const any = oneOf(random, [NOTHING, ADD, WORK, ENQUEUE, DEQUEUE, PUSH, POP]);
      const operation = random.below(8) === 0 ? any : favourite;
      const argument = operation === WORK ? random.below(MOST_STEPS) - 1 : anyValue(random);
      return call('execute', random.below(threads), operation, argument);
    },
    // What work came to is in the object only.
    touch: (_call, _answer, words) => [words[spec.layout.OBJECT + RESULT]],
  };
};

export default delegationCaller;
