import type { MapSpec } from '../../contract.ts';
import { anyValue, call, ITEMS_WORDS, type MakeCaller, oneOf } from '../caller.ts';

/** A few keys more than fit, near 0 on both sides. */
const mapCaller: MakeCaller<MapSpec> = (_spec, _start, { capacitySlots, threads }) => ({
  next(random) {
    const self = random.below(threads);
    const nth = random.below(capacitySlots + 2) + 1;
    const key = random.below(2) === 0 ? nth : -nth;
    return oneOf(random, [
      call('get', self, key, 'items', random.below(ITEMS_WORDS)),
      call('put', self, key, anyValue(random)),
      call('remove', self, key),
    ]);
  },
});

export default mapCaller;
