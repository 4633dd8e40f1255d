import type { RegisterSpec } from '../../contract.ts';
import { call, ITEMS_WORDS, type MakeCaller, oneOf } from '../caller.ts';

const registerCaller: MakeCaller<RegisterSpec> = (_spec, _start, { threads, valueWords }) => ({
  next: (random) =>
    call(
      oneOf(random, ['readInto', 'writeFrom']),
      random.below(threads),
      'items',
      random.below(ITEMS_WORDS - valueWords + 1),
    ),
});

export default registerCaller;
