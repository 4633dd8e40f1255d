/** A machine as boxes in boxes, from where each CPU is: the same for the terminal and for the page. */

/** Where a CPU is; a result file holds one for each online CPU. What is absent is not known, or no level of its own. */
export interface Placed {
  readonly cpu: number;
  readonly core: number;
  readonly smtRank: number;
  readonly cluster?: number | undefined;
  readonly die?: number | undefined;
  readonly package?: number | undefined;
  readonly l2?: number | undefined;
  readonly l3?: number | undefined;
  readonly numa?: number | undefined;
  readonly kind?: number | undefined;
  readonly allowed: boolean;
  readonly isolated: boolean;
}

/** Outermost first, where two levels hold equally many CPUs. */
const LEVELS = ['package', 'numa', 'die', 'l3', 'cluster', 'l2', 'core'] as const;
export type Level = (typeof LEVELS)[number];

export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  package: 'package',
  numa: 'node',
  die: 'die',
  l3: 'L3',
  cluster: 'cluster',
  l2: 'L2',
  core: 'core',
};

/** A box. Levels that hold the same CPUs share one. */
export interface Unit {
  /** What the box is, the outermost first. A core's box has `core` as its last label and no parts. */
  readonly labels: readonly { readonly level: Level; readonly id: number }[];
  /** Ascending; in a core by rank. */
  readonly cpus: readonly Placed[];
  readonly parts: readonly Unit[];
}

/**
 * The outermost boxes. Levels nest by how many CPUs they hold on average, so that a package may hold nodes or a node
 * packages. CPUs without a level lie in the next box outside it.
 */
export function topologyTree(places: readonly Placed[]): Unit[] {
  const least = averageSize(places, 'core');
  const levels = LEVELS.map((level) => ({ level, size: averageSize(places, level) }))
    .filter(({ level, size }) => level === 'core' || size >= least)
    .sort((a, b) => Number(a.level === 'core') - Number(b.level === 'core') || b.size - a.size)
    .map(({ level }) => level);
  return split(places, levels);
}

function split(places: readonly Placed[], [level, ...inner]: readonly Level[]): Unit[] {
  if (level === undefined || places.length === 0) return [];
  const units: Unit[] = [];
  for (const [id, cpus] of Map.groupBy(places, (place) => place[level])) {
    const parts = split(cpus, inner);
    if (id === undefined) {
      units.push(...parts);
    } else if (parts.length === 1 && parts[0].cpus.length === cpus.length) {
      units.push({ ...parts[0], labels: [{ level, id }, ...parts[0].labels] });
    } else {
      units.push({ labels: [{ level, id }], cpus, parts });
    }
  }
  return units.sort((a, b) => a.cpus[0].cpu - b.cpus[0].cpu);
}

function averageSize(places: readonly Placed[], level: Level): number {
  const known = places.filter((place) => place[level] !== undefined);
  return known.length / Math.max(1, new Set(known.map((place) => place[level])).size);
}
