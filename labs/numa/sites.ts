/** Where the cells of this lab run: threads on the CPUs of one NUMA node, memory of that or of another one, locks between two. */
import type { Site, SweepContext } from '../../src/lab/spec.ts';

type Topology = SweepContext['topology'];

/** As many threads as saturate the memory of most nodes; more would only take longer to start. */
export const MOST_WALKERS = 16;
/** On a lock; the threads of two nodes together. */
const MOST_RIVALS = 8;

/** Pairs of a CPU's node and a memory's node for which there is time. */
const MOST_PAIRS: Readonly<Record<SweepContext['effort'], number>> = { quick: 3, default: 16, thorough: 64 };

/** Where the system does not tell of nodes. */
const UNPINNED: Site = { policy: 'none', name: 'not pinned' };

interface NodeCpus {
  readonly node: number;
  /** Usable CPUs, one of each core, ascending. */
  readonly cpus: readonly number[];
}

/** Nodes with usable CPUs, ascending; none where the system does not tell of nodes. */
export function nodesWithCpus({ cpus, numa }: Topology): NodeCpus[] {
  return numa
    .map(({ id }) => {
      const usable = cpus.filter((cpu) => cpu.allowed && cpu.numa === id);
      const first = new Map(usable.toReversed().map((cpu) => [cpu.core, cpu.id]));
      return { node: id, cpus: [...first.values()].sort((a, b) => a - b) };
    })
    .filter((one) => one.cpus.length > 0);
}

/**
 * One thread on each node, with the memory of each; where these are too many, on the first node only; where these are, too, with
 * one memory for each distance.
 */
export function latencySites(context: SweepContext): readonly Site[] {
  const { topology, effort } = context;
  const nodes = nodesWithCpus(topology);
  if (nodes.length === 0) return [UNPINNED];
  const rows = nodes.map(({ node, cpus }) => withMemories(topology, node, { policy: `${cpus[0]}` }));
  const all = [rows.flat(), rows[0]].find((sites) => sites.length <= MOST_PAIRS[effort]);
  return all ?? withDistances(topology, nodes[0].node, rows[0]);
}

/** Up to MOST_WALKERS threads on the first node, with one memory for each distance. */
export function bandwidthSites({ topology }: SweepContext): readonly Site[] {
  const [first] = nodesWithCpus(topology);
  if (!first) return [UNPINNED];
  const cpus = inTurn(topology, first.cpus).slice(0, MOST_WALKERS);
  return withDistances(topology, first.node, withMemories(topology, first.node, list(cpus, `node ${first.node}`)));
}

/** One CPU of each L3 cache, then the next of each: a cache's own link to the memory carries less than all of them together. */
function inTurn({ cpus }: Topology, ids: readonly number[]): number[] {
  const cacheOf = new Map(cpus.map(({ id, l3 }) => [id, l3]));
  const caches = [...Map.groupBy(ids, (id) => cacheOf.get(id)).values()];
  return ids.flatMap((_, round) => caches.flatMap((sharing) => sharing.slice(round, round + 1)));
}

/** How many threads `bandwidthSites` has CPUs for. */
export function walkersOn({ topology, cpus }: SweepContext): number {
  const [first] = nodesWithCpus(topology);
  return Math.min(first?.cpus.length ?? cpus, MOST_WALKERS);
}

/**
 * As many threads on one node as on it and its nearest neighbour together, the first half here, the second there. With one node there is
 * a pair on it, and a pair that no CPUs are found for.
 */
export function rivalSites(context: SweepContext): readonly Site[] {
  const threads = rivals(context);
  const [here, there] = neighbours(context.topology);
  if (!there) {
    const pair = here && here.cpus.length > 1 ? [list(here.cpus.slice(0, 2), `node ${here.node}`)] : [];
    return [...pair, { policy: 'cross-numa' }];
  }
  const across = [here, there].flatMap(({ cpus }) => cpus.slice(0, threads / 2));
  const within = here.cpus.length >= threads ? [list(here.cpus.slice(0, threads), `node ${here.node}`)] : [];
  return [...within, list(across, `nodes ${here.node} and ${there.node}`)];
}

/** Threads of `rivalSites`: an even number. */
export function rivals({ topology }: SweepContext): number {
  const [here, there] = neighbours(topology);
  if (!there) return 2;
  const half = Math.min(here.cpus.length, there.cpus.length, MOST_RIVALS / 2);
  // Where a node has CPUs for all of them, one node and two can be compared.
  const seated = Math.min(half, Math.floor(here.cpus.length / 2));
  return 2 * Math.max(1, seated);
}

/** The first node with usable CPUs and the nearest other one. */
function neighbours(topology: Topology): NodeCpus[] {
  const nodes = nodesWithCpus(topology);
  const [here, ...others] = nodes;
  if (!here) return [];
  const away = distancesFrom(topology, here.node);
  const [there] = others.sort((a, b) => away(a.node) - away(b.node));
  return there ? [here, there] : [here];
}

/** The site of CPUs of a node with each memory, the node's own first. */
function withMemories(topology: Topology, node: number, site: Site): Site[] {
  return memoriesFrom(topology, node).map((memoryNode) => ({ ...site, memoryNode }));
}

/** Of sites on a node, the first of each distance to their memory. */
function withDistances(topology: Topology, node: number, sites: readonly Site[]): Site[] {
  const away = distancesFrom(topology, node);
  const seen = new Set<number>();
  return sites.filter(({ memoryNode = node }) => {
    const isNew = !seen.has(away(memoryNode));
    seen.add(away(memoryNode));
    return isNew;
  });
}

/** Nodes with memory, nearest first. One that a machine with a single node lacks stands for all that it lacks. */
function memoriesFrom(topology: Topology, node: number): number[] {
  const away = distancesFrom(topology, node);
  const ids = topology.numa.filter(({ memMB }) => memMB !== 0).map(({ id }) => id);
  if (ids.length === 1) return [...ids, ids[0] + 1];
  return ids.sort((a, b) => away(a) - away(b) || a - b);
}

/** The machine's distances; where it does not tell them, every other node is equally far. The own node is always nearest. */
function distancesFrom({ numa }: Topology, from: number): (to: number) => number {
  const { distances = [] } = numa.find(({ id }) => id === from) ?? {};
  return (to) => {
    if (to === from) return 0;
    return distances[numa.findIndex(({ id }) => id === to)] ?? Number.POSITIVE_INFINITY;
  };
}

function list(cpus: readonly number[], name: string): Site {
  return { policy: cpus.join(','), name };
}
