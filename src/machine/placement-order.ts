import type { Cpu } from './types.ts';

/**
 * Orders in which CPUs are filled. Each takes the usable CPUs and returns all of them, once, deterministically.
 * The tree's key is (package, node, die, L3, L2 or cluster, core): numbers of an absent level count as equal.
 */
export type PlacementOrder = (usable: readonly Cpu[]) => Cpu[];

/** Fills siblings, then the core's neighbours under the same cache, then the next cache, node, package. */
export const compactOrder: PlacementOrder = (usable) => {
  const rank = usableRanks(usable);
  return [...usable].sort((a, b) => byPreference(a, b) || byTree(a, b) || rank(a) - rank(b));
};

/** One thread on each core, neighbours first; second threads of cores only when every core has one. */
export const coresOrder: PlacementOrder = (usable) => {
  const rank = usableRanks(usable);
  return [...usable].sort((a, b) => rank(a) - rank(b) || byPreference(a, b) || byTree(a, b));
};

/** As far apart as possible: round-robin over packages, then nodes, dies, L3, cores; second threads of cores last. */
export const scatterOrder: PlacementOrder = (usable) => {
  const rank = usableRanks(usable);
  const deepest = Math.max(0, ...usable.map(rank));
  const layers = Array.from({ length: deepest + 1 }, (_, layer) => usable.filter((cpu) => rank(cpu) === layer));
  return layers.flatMap((layer) =>
    spread(layer, [(cpu) => cpu.package, (cpu) => cpu.numa, (cpu) => cpu.die, (cpu) => cpu.l3]),
  );
};

type Level = (cpu: Cpu) => number | undefined;

function spread(cpus: readonly Cpu[], levels: readonly Level[]): Cpu[] {
  const [level, ...below] = levels;
  if (level === undefined) return [...cpus].sort((a, b) => byPreference(a, b) || byTree(a, b));
  const groups = Map.groupBy([...cpus].sort(byTree), level);
  const queues = [...groups.values()].map((group) => spread(group, below));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, i) =>
    queues.filter((queue) => i < queue.length).map((queue) => queue[i]),
  ).flat();
}

/** Isolated CPUs first, since they are quiet; then the strongest kind of core. */
function byPreference(a: Cpu, b: Cpu): number {
  return Number(b.isolated) - Number(a.isolated) || (b.kind ?? 0) - (a.kind ?? 0);
}

function byTree(a: Cpu, b: Cpu): number {
  const levels: Level[] = [
    (cpu) => cpu.package,
    (cpu) => cpu.numa,
    (cpu) => cpu.die,
    (cpu) => cpu.l3,
    (cpu) => cpu.l2,
    (cpu) => cpu.cluster,
  ];
  for (const level of levels) {
    const difference = (level(a) ?? -1) - (level(b) ?? -1);
    if (difference !== 0) return difference;
  }
  return a.core - b.core || a.id - b.id;
}

/** The rank of a CPU among the usable threads of its core: `smtRank` would leave a hole where the first is not allowed. */
function usableRanks(usable: readonly Cpu[]): (cpu: Cpu) => number {
  const ranks = new Map<number, number>();
  const threads = new Map<number, number>();
  for (const cpu of [...usable].sort((a, b) => a.id - b.id)) {
    const rank = threads.get(cpu.core) ?? 0;
    ranks.set(cpu.id, rank);
    threads.set(cpu.core, rank + 1);
  }
  return (cpu) => ranks.get(cpu.id)!;
}
