import { compactOrder } from './placement-order.ts';
import type { Cpu, CpuPlace, Topology } from './types.ts';

/**
 * How far apart two CPUs are, nearest first: the nearest thing that they share.
 * A level that a machine lacks or does not tell never occurs on it; what follows is then the next thing shared.
 */
export const DISTANCES = [
  'same-cpu',
  'smt-siblings',
  'same-l2',
  'same-cluster',
  'same-l3',
  'same-node',
  'same-package',
  'other-package',
] as const;

export type Distance = (typeof DISTANCES)[number];

/** A CPU and as much as is known of its place: a `CpuPlace` of a result file, or less. */
export type Located = Pick<CpuPlace, 'cpu'> & Partial<Omit<CpuPlace, 'cpu'>>;

/** The pairs of CPUs at one distance. */
export interface DistancePairs {
  readonly distance: Distance;
  /** Unordered pairs of different CPUs; at least 1. */
  readonly pairs: number;
  /** The first of them in compact order. */
  readonly example: readonly [number, number];
}

/** What a place belongs to at a level; `undefined`: not known. */
type GroupOf = (place: Located) => number | string | undefined;

const LEVELS: readonly (readonly [Distance, GroupOf])[] = [
  ['smt-siblings', (place) => place.core],
  ['same-l2', (place) => place.l2],
  ['same-cluster', (place) => place.cluster],
  ['same-l3', (place) => place.l3],
  // A node may span packages, where others have no memory of their own: its CPUs in two packages are far apart.
  ['same-node', ({ numa, package: inPackage }) => (numa === undefined ? undefined : `${numa} in ${inPackage}`)],
  ['same-package', (place) => place.package],
];

/** The distance of two CPUs by number; `undefined` where it is not known, or one is offline or does not exist. */
export function distance(topology: Topology, a: number, b: number): Distance | undefined {
  const [x, y] = [a, b].map((id) => topology.cpus.find((cpu) => cpu.id === id && cpu.online));
  return x && y && distanceOf(placeOf(x), placeOf(y));
}

/** The distance of two places; `undefined` where they share nothing that is known and not both packages are known. */
export function distanceOf(a: Located, b: Located): Distance | undefined {
  if (a.cpu === b.cpu) return 'same-cpu';
  const nearest = LEVELS.find(([, groupOf]) => groupOf(a) !== undefined && groupOf(a) === groupOf(b));
  if (nearest) return nearest[0];
  return a.package !== undefined && b.package !== undefined ? 'other-package' : undefined;
}

/** Where the CPUs are that are online and that this process may use, ascending. */
export function usablePlaces(topology: Topology): CpuPlace[] {
  return topology.cpus.filter((cpu) => cpu.allowed).map(placeOf);
}

/**
 * The distances that occur between different CPUs, nearest first. Pairs whose distance is not known are left out.
 *
 * Counts by groups and not pair by pair: 1,024 CPUs have 523,776 pairs. Levels need not nest (an L3 cache may span
 * nodes), so pairs that share some level are counted by inclusion and exclusion over the levels.
 */
export function pairsByDistance(places: readonly Located[]): DistancePairs[] {
  const order = inCompactOrder(places);
  const packaged = order.filter((place) => place.package !== undefined);
  const levels = LEVELS.map(([, groupOf]) => groupOf);
  const counts: [Distance, GroupOf, number][] = [
    ...LEVELS.map(([name, groupOf], i): [Distance, GroupOf, number] => [
      name,
      groupOf,
      pairsSharing(order, [groupOf], levels.slice(0, i)),
    ]),
    ['other-package', anywhere, pairsSharing(packaged, [], levels)],
  ];
  return counts
    .filter(([, , pairs]) => pairs > 0)
    .map(([name, groupOf, pairs]) => ({ distance: name, pairs, example: firstPair(order, name, groupOf) }));
}

const anywhere: GroupOf = () => 0;

/** Pairs that share each level of `all` and none of `none`: those that share `all`, less those that share the first of `none` too. */
function pairsSharing(places: readonly Located[], all: readonly GroupOf[], none: readonly GroupOf[]): number {
  if (none.length > 0) {
    const [first, ...others] = none;
    return pairsSharing(places, all, others) - pairsSharing(places, [...all, first], others);
  }
  const sizes = new Map<string, number>();
  for (const place of places) {
    const groups = all.map((groupOf) => groupOf(place));
    if (groups.includes(undefined)) continue;
    const key = groups.join();
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}

/** The first pair at a distance that occurs. Partners are looked for among those that share the level. */
function firstPair(order: readonly Located[], name: Distance, groupOf: GroupOf): readonly [number, number] {
  const groups = Map.groupBy(order, groupOf);
  for (const a of order) {
    // A partner before `a` would have been found from its own side, so this one comes after.
    const partner = groups.get(groupOf(a))!.find((b) => distanceOf(a, b) === name);
    if (partner) return [a.cpu, partner.cpu];
  }
  throw new Error(`Expected a pair of CPUs at the distance ${name}, found none: this is a defect of pairsByDistance.`);
}

function inCompactOrder(places: readonly Located[]): Located[] {
  const known = new Map(places.map((place) => [place.cpu, place]));
  const cpus = places.map(
    ({ cpu, ...place }): Cpu => ({
      id: cpu,
      online: true,
      allowed: true,
      isolated: false,
      smtRank: 0,
      ...place,
      core: place.core ?? NO_CORE + cpu, // not known: a core of its own
    }),
  );
  return compactOrder(cpus).map((cpu) => known.get(cpu.id)!);
}

/** Above every number of a core. */
const NO_CORE = 2 ** 20;

function placeOf({ id, online: _, ...place }: Cpu): CpuPlace {
  return { cpu: id, ...place };
}
