/** Operations that must all return one number, whatever their order: for drivers that find out themselves what is wrong. */
import type { Model } from '../model.ts';

export function always(result: number): Model<null> {
  return {
    name: `always ${result}`,
    initial: null,
    ignoresOverlap: true,
    key: () => '',
    outcomes: (state) => [{ state, result }],
  };
}
