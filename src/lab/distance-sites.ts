import { pairsByDistance, usablePlaces } from '../machine/distance.ts';
import { PlacementRefused, place } from '../machine/placement.ts';
import type { Topology } from '../machine/types.ts';
import type { Site } from './spec.ts';

/** Distances that every reader asks for: a machine that lacks one says why. */
const ASKED_FOR = ['smt-pair', 'same-l3', 'cross-l3', 'cross-numa'];

/**
 * Two threads at each distance between CPUs that this machine has. What it lacks of the usual ones is not measured, with the reason;
 * distances without a policy of their own (one L2 cache, another package) follow where they occur.
 */
export function distanceSites(topology: Topology): Site[] {
  const taken = new Set(ASKED_FOR.map((policy) => pairOf(topology, policy)));
  const others = pairsByDistance(usablePlaces(topology))
    .map(({ distance, example }) => ({ policy: example.join(), name: distance }))
    .filter(({ policy }) => !taken.has(policy));
  return [...ASKED_FOR.map((policy) => ({ policy })), ...others];
}

function pairOf(topology: Topology, policy: string): string | null {
  try {
    return place(topology, policy, 2).cpus.join();
  } catch (error) {
    if (error instanceof PlacementRefused) return null;
    throw error;
  }
}
