import type { OperationSpec } from '../../contract.ts';
import { anyValue, call, type MakeCaller } from '../caller.ts';

const operationCaller: MakeCaller<OperationSpec> = (spec) => ({
  next: (random) => call('apply', random.below(spec.sizeWords()), anyValue(random)),
});

export default operationCaller;
