/** Walks are one thread's. */
import type { WalkSpec } from '../../contract.ts';
import type { PlanPrograms } from '../plan.ts';

const plan: PlanPrograms<WalkSpec> = () =>
  'One thread walks alone, and two keep to lines of their own: there is nothing to interleave.';

export default plan;
