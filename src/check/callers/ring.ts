import type { RingSpec } from '../../contract.ts';
import { call, ITEMS_WORDS, type MakeCaller, oneOf } from '../caller.ts';

const ringCaller: MakeCaller<RingSpec> = (spec, _start, { capacitySlots, consumers, threads }) => ({
  next(random) {
    const producer = spec.producers === 1 ? 0 : random.below(threads);
    const consumer = spec.consumers === 1 ? 0 : random.below(consumers);
    const at = random.below(ITEMS_WORDS / 2);
    const count = random.below(capacitySlots + 3) - 1;
    return oneOf(random, [
      call('tryPush', producer, random.below(2 ** 32) | 0),
      call('tryPop', consumer, 'items', at),
      call('pushMany', producer, 'items', at, count),
      call('popMany', consumer, 'items', at, count),
      call('flush', producer),
      call('size'),
    ]);
  },
});

export default ringCaller;
