/** A counter in a reader-writer lock: who writes returns the count before, who reads returns the count. */
import type { Model } from '../../linearizable/model.ts';

/** Calls as the driver makes them: fetchAdd(amount, self), fetchAddSeen(amount, self), and any other name reads. */
export const counterSections: Model<number> = {
  name: 'counter in sections',
  initial: 0,
  ignoresOverlap: true,
  key: String,
  outcomes(count, { name, args }) {
    const isWrite = name.startsWith('fetchAdd');
    return [{ state: isWrite ? (count + args[0]) | 0 : count, result: count }];
  },
};
