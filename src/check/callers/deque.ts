import type { DequeSpec } from '../../contract.ts';
import { anyValue, call, ITEMS_WORDS, type MakeCaller, oneOf } from '../caller.ts';

/** The owner, and a thief that comes between its calls. */
const dequeCaller: MakeCaller<DequeSpec> = (_spec, _start, { threads }) => ({
  next(random) {
    const at = random.below(ITEMS_WORDS);
    return oneOf(random, [
      call('pushBottom', anyValue(random)),
      call('pushBottom', anyValue(random)),
      call('popBottom', 'items', at),
      call('steal', random.below(threads), 'items', at),
    ]);
  },
});

export default dequeCaller;
