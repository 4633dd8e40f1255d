import type { Cpu } from './types.ts';

/**
 * Orders in which CPUs are filled. Each takes the usable CPUs and returns all of them, once, deterministically.
 * The tree's key is (package, node, die, L3, cluster, L2, core): numbers of an absent level count as equal.
 *
 * CPU 0 is a CPU like the others. Keeping it for last is a custom (interrupts used to arrive there), but we know of no
 * measurement that supports it, and it would leave CPU 0's core half used. Who wants it gives a list of CPUs.
 */
export type PlacementOrder = (usable: readonly Cpu[]) => Cpu[];

/** Fills siblings, then the core's neighbours under the same cache, then the next cache, node, package. */
export const compactOrder: PlacementOrder = (usable) => [...usable].sort((a, b) => byPreference(a, b) || byTree(a, b));

/** One thread on each core, neighbours first; second threads of cores only when every core has one. */
export const coresOrder: PlacementOrder = (usable) => {
  const rank = usableRanks(usable);
  return [...usable].sort((a, b) => rank(a) - rank(b) || byPreference(a, b) || byTree(a, b));
};

/**
 * As far apart as possible: round-robin over packages, inside each over nodes, dies, L3, clusters, L2.
 * Second threads of cores come last; inside a package isolated and strong CPUs come first.
 */
export const scatterOrder: PlacementOrder = (usable) => {
  const rank = usableRanks(usable);
  const layers = Map.groupBy(
    [...usable].sort((a, b) => rank(a) - rank(b)),
    rank,
  );
  return [...layers.values()].flatMap((layer) =>
    takeTurns(
      layer,
      (cpu) => cpu.package,
      (ofPackage) => equallyPreferred(ofPackage).flatMap((equals) => spread(equals, BELOW_PACKAGE)),
    ),
  );
};

type Level = (cpu: Cpu) => number | undefined;

const BELOW_PACKAGE: readonly Level[] = [
  (cpu) => cpu.numa,
  (cpu) => cpu.die,
  (cpu) => cpu.l3,
  (cpu) => cpu.cluster,
  (cpu) => cpu.l2,
];

const TREE: readonly Level[] = [(cpu) => cpu.package, ...BELOW_PACKAGE];

function spread(cpus: readonly Cpu[], levels: readonly Level[]): Cpu[] {
  const [level, ...below] = levels;
  if (level === undefined) return compactOrder(cpus);
  return takeTurns(cpus, level, (group) => spread(group, below));
}

/** Round-robin over the groups of a level, each in an order of its own; the group with the first CPU begins. */
function takeTurns(cpus: readonly Cpu[], level: Level, order: PlacementOrder): Cpu[] {
  const queues = [...Map.groupBy(compactOrder(cpus), level).values()].map(order);
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, i) =>
    queues.filter((queue) => i < queue.length).map((queue) => queue[i]),
  ).flat();
}

function equallyPreferred(cpus: readonly Cpu[]): Cpu[][] {
  const ordered = compactOrder(cpus);
  return [...Map.groupBy(ordered, (cpu) => ordered.findIndex((first) => byPreference(first, cpu) === 0)).values()];
}

/** Isolated CPUs first, since they are quiet; then the strongest kind of core. */
function byPreference(a: Cpu, b: Cpu): number {
  return Number(b.isolated) - Number(a.isolated) || (b.kind ?? 0) - (a.kind ?? 0);
}

function byTree(a: Cpu, b: Cpu): number {
  for (const level of TREE) {
    const difference = (level(a) ?? -1) - (level(b) ?? -1);
    if (difference !== 0) return difference;
  }
  return a.core - b.core || a.id - b.id;
}

/**
 * The rank of a CPU among the usable threads of its core: `smtRank` would leave a hole where the first is not allowed,
 * and the isolated thread of a core goes before its sibling.
 */
function usableRanks(usable: readonly Cpu[]): (cpu: Cpu) => number {
  const ranks = new Map<number, number>();
  const threads = new Map<number, number>();
  for (const cpu of compactOrder(usable)) {
    const rank = threads.get(cpu.core) ?? 0;
    ranks.set(cpu.id, rank);
    threads.set(cpu.core, rank + 1);
  }
  return (cpu) => ranks.get(cpu.id)!;
}
