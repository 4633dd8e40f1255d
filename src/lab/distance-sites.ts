import { distance, pairsByDistance, usablePlaces } from '../machine/distance.ts';
import { PlacementRefused, place } from '../machine/placement.ts';
import type { Topology } from '../machine/types.ts';
import { DISTANCE_NAMES, DISTANCES } from '../report/cpu-distance.ts';
import type { Site } from './spec.ts';

/** Distances that every reader asks for: a machine that lacks one says why. */
const ASKED_FOR = ['smt-pair', 'same-l3', 'cross-l3', 'cross-numa'];

/**
 * Two threads at each distance between CPUs that this machine has, nearest first. What it lacks of the usual ones is not measured, with the reason;
 * distances without a policy of their own (one L2 cache, another package) follow where they occur.
 */
export function distanceSites(topology: Topology): Site[] {
  const asked = ASKED_FOR.map((policy) => siteOf(topology, policy));
  const taken = new Set(asked.map(({ name }) => name));
  const others = pairsByDistance(usablePlaces(topology))
    .map(({ distance, example }) => ({ policy: example.join(), name: DISTANCE_NAMES[distance] }))
    .filter(({ name }) => !taken.has(name));
  const rank = ({ name }: Site) => (name === undefined ? -1 : DISTANCES.indexOf(name));
  return [...asked, ...others].sort((a, b) => rank(a) - rank(b));
}

/** Named by the distance that the policy comes to here. */
function siteOf(topology: Topology, policy: string): Site {
  try {
    const [a, b] = place(topology, policy, 2).cpus;
    const found = a === null || b === null ? undefined : distance(topology, a, b);
    return found === undefined ? { policy } : { policy, name: DISTANCE_NAMES[found] };
  } catch (error) {
    if (error instanceof PlacementRefused) return { policy };
    throw error;
  }
}
