import type { StackSpec } from '../../contract.ts';
import { anyValue, call, ITEMS_WORDS, type MakeCaller } from '../caller.ts';

const stackCaller: MakeCaller<StackSpec> = (_spec, _start, { threads }) => ({
  next(random) {
    const self = random.below(threads);
    if (random.below(2) === 0) return call('push', self, anyValue(random));
    return call('pop', self, 'items', random.below(ITEMS_WORDS));
  },
});

export default stackCaller;
