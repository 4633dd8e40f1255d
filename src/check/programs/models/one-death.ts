/** A lock whose holder dies once: one burial lets the others in, and the first of them learns of it and repairs. */
import type { Model } from '../../linearizable/model.ts';

type State = 'whole' | 'held by the dead' | 'half changed';

/** Calls as the driver makes them: dieInside(self), bury(dead), sectionAfterDeath(self). */
export const oneDeath: Model<State> = {
  name: 'one death',
  initial: 'whole',
  ignoresOverlap: true,
  key: String,
  outcomes(state, { name }) {
    if (name === 'dieInside') return state === 'whole' ? [{ state: 'held by the dead', result: 0 }] : [];
    if (name === 'bury')
      return [state === 'held by the dead' ? { state: 'half changed', result: 1 } : { state, result: 0 }];
    if (state === 'held by the dead') return [];
    return [{ state: 'whole', result: state === 'half changed' ? 1 : 0 }];
  },
};
