/** From where a cell is asked to run to CPUs, or the reason why this machine cannot. */
import { touchingCpu } from '../machine/memory.ts';
import { formatList } from '../machine/parse-list.ts';
import { isCpuList, type Placement, PlacementRefused, place } from '../machine/placement.ts';
import type { Topology } from '../machine/types.ts';
import type { Site } from './spec.ts';

/** Memory of a NUMA node, and a CPU of that node: who touches a page first decides where it lies. */
export interface MemoryHome {
  readonly node: number;
  readonly cpu: number;
}

export interface Located {
  readonly placement: Placement;
  /** `null`: the first thread touches the words first. */
  readonly memory: MemoryHome | null;
}

/** CPUs of a site, or why there are none. */
export function locate(topology: Topology, { policy, memoryNode }: Site, threads: number): Located | PlacementRefused {
  try {
    const placement = place(topology, policy, threads);
    return { placement, memory: memoryNode === undefined ? null : homeOf(topology, policy, memoryNode) };
  } catch (error) {
    if (error instanceof PlacementRefused) return error;
    throw error;
  }
}

function homeOf(topology: Topology, policy: string, node: number): MemoryHome {
  if (policy === 'none')
    throw new PlacementRefused(
      `Expected pinned threads for memory of node ${node}, found none`,
      'choose another placement.',
    );
  const found = topology.numa.find((one) => one.id === node && one.memAllowed && one.memMB !== 0);
  if (!found && topology.numa.length === 1)
    throw new PlacementRefused(`This machine has one NUMA node, number ${topology.numa[0].id}.`);
  if (!found) {
    const nodes = formatList(topology.numa.filter((one) => one.memAllowed).map((one) => one.id));
    throw new PlacementRefused(`Expected a NUMA node with allowed memory (${nodes}), found ${node}`, 'choose another.');
  }
  const cpu = touchingCpu(topology, node);
  if (cpu === null)
    throw new PlacementRefused(
      `Expected a CPU of node ${node} that may touch its memory first, found none that is allowed`,
      'choose another node.',
    );
  return { node, cpu };
}

/** The machine as `--pin` leaves it: with a list of CPUs or a kind of core, the others count as not allowed. */
export function restrict(topology: Topology, pin: string): Topology {
  if (!isSelection(pin)) return topology;
  const { cpus } = place(topology, pin, topology.cpus.length);
  const listed = new Set(cpus);
  return { ...topology, cpus: topology.cpus.map((cpu) => ({ ...cpu, allowed: cpu.allowed && listed.has(cpu.id) })) };
}

/** Does it say which CPUs there are to choose from, rather than which of them to take? */
export function isSelection(pin: string): boolean {
  return isCpuList(pin) || pin.startsWith('kind:');
}

/** Every pair of usable CPUs, the lower number first. */
export function allPairs(topology: Topology): (readonly [number, number])[] {
  const ids = topology.cpus.filter((cpu) => cpu.allowed).map((cpu) => cpu.id);
  return ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
}
