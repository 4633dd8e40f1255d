import type { Cache } from '../machine/cache-sizes.ts';
import { formatList } from '../machine/parse-list.ts';
import type { Topology } from '../machine/types.ts';

/** How many of each there are; 0: the machine does not say, or has no such level of its own. */
export interface Counts {
  readonly packages: number;
  /** 0 where no package is divided into dies. */
  readonly dies: number;
  readonly cores: number;
  readonly cpus: number;
  readonly numaNodes: number;
  /** Level-3 caches. */
  readonly l3Groups: number;
}

/** Counts over the online CPUs and all nodes, or over the CPUs and nodes that this process may use. */
export function countUnits(topology: Topology, usable: 'online' | 'allowed' = 'online'): Counts {
  const cpus = topology.cpus.filter((cpu) => cpu[usable]);
  const count = (level: 'package' | 'die' | 'core' | 'l3') =>
    new Set(cpus.map((cpu) => cpu[level]).filter((group) => group !== undefined)).size;
  return {
    packages: count('package'),
    dies: count('die'),
    cores: topology.trust === 'unknown' ? 0 : count('core'),
    cpus: cpus.length,
    numaNodes: topology.numa.filter((node) => usable === 'online' || node.memAllowed).length,
    l3Groups: count('l3'),
  };
}

/** What `npm run topology -- --json` prints. Sets of CPUs are lists such as `0-3,5`; a CPU is a row of the table `cpus`. */
export function topologyJson(topology: Topology, caches: readonly Cache[], model: string | null, quota: number | null) {
  return {
    source: topology.source,
    model,
    counts: countUnits(topology),
    cpus: topology.cpus,
    caches: caches.map(({ level, group, cpus, sizeKB }) => ({ level, group, cpus: formatList(cpus), sizeKB })),
    numa: topology.numa.map((node) => ({ ...node, cpus: formatList(node.cpus) })),
    kinds: topology.kinds.map((kind) => ({ ...kind, cpus: formatList(kind.cpus) })),
    allowed: {
      cpus: formatList(topology.cpus.filter((cpu) => cpu.allowed).map((cpu) => cpu.id)),
      mems: formatList(topology.numa.filter((node) => node.memAllowed).map((node) => node.id)),
      counts: countUnits(topology, 'allowed'),
    },
    isolated: formatList(topology.cpus.filter((cpu) => cpu.isolated).map((cpu) => cpu.id)),
    nohzFull: formatList(topology.nohzFull),
    offline: formatList(topology.cpus.filter((cpu) => !cpu.online).map((cpu) => cpu.id)),
    quota,
    trust: topology.trust,
    doubts: topology.doubts,
  };
}
