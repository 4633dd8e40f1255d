import type { CounterSpec } from '../../contract.ts';
import { anyValue, call, type MakeCaller } from '../caller.ts';

const counterCaller: MakeCaller<CounterSpec> = (_spec, _start, { threads }) => ({
  next: (random) => (random.below(3) === 0 ? call('read') : call('add', random.below(threads), anyValue(random))),
});

export default counterCaller;
