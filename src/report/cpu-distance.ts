/** What a report calls the distance between two CPUs. */
import * as machine from '../machine/distance.ts';
import type { CpuPlace } from './cpu-order.ts';

export const DISTANCE_NAMES: Readonly<Record<machine.Distance, string>> = {
  'same-cpu': 'same CPU',
  'smt-siblings': 'SMT siblings',
  'same-l2': 'same L2',
  'same-cluster': 'same cluster',
  'same-l3': 'same L3',
  'same-node': 'same node',
  'same-package': 'same package',
  'other-package': 'other package',
};

/** All names, nearest first. */
export const DISTANCES: readonly string[] = machine.DISTANCES.map((distance) => DISTANCE_NAMES[distance]);

/** `null`: the place of one of them is not known, or nothing is told that they share or do not. */
export function distanceOf(a: CpuPlace | undefined, b: CpuPlace | undefined): string | null {
  // A record's absent levels may be typed as undefined, too.
  const distance = a && b && machine.distanceOf(a as machine.Located, b as machine.Located);
  return distance === undefined ? null : DISTANCE_NAMES[distance];
}
