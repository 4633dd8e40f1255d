/** Operations that must all return one of a few numbers, whatever their order: for drivers that find out themselves what is wrong. */
import type { Model } from '../../linearizable/model.ts';

export function eitherOf(...results: readonly number[]): Model<null> {
  return {
    name: `either of ${results.join(', ')}`,
    initial: null,
    ignoresOverlap: true,
    key: () => '',
    outcomes: (state) => results.map((result) => ({ state, result })),
  };
}
