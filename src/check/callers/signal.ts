import type { SignalSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

/** Both threads' turns, so that each has come. */
const signalCaller: MakeCaller<SignalSpec> = (spec, start) => {
  let turn = spec.freeRunning.length > 0 ? start : 0;
  return {
    next: () => call('passTurn', turn & 1, turn),
    answered() {
      turn = (turn + 1) | 0;
    },
  };
};

export default signalCaller;
