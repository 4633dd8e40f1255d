import type { BarrierSpec } from '../../contract.ts';
import { call, type MakeCaller } from '../caller.ts';

/** One thread passes for itself only. */
export const sizes = { threads: 1 };

const barrierCaller: MakeCaller<BarrierSpec> = () => ({ next: () => call('arriveAndWait', 0) });

export default barrierCaller;
