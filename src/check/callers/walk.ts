import type { WalkSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

const walkCaller: MakeCaller<WalkSpec> = (_spec, _start, { lines }) => ({
  next: (random) => call('walk', lines, random.below(lines), random.below(lines + 1)),
});

export default walkCaller;
