import { orDoubt } from './doubts.ts';
import { nameCpus } from './name-cpus.ts';
import { parseList, parseMask } from './parse-list.ts';
import { fieldOf, type Read } from './read.ts';
import type { NumaNode } from './types.ts';

const NODES = '/sys/devices/system/node';

/** Where no file lists the nodes, their folders are probed up to the kernel's largest usual number. */
const MAX_NODES = 1_024;

/**
 * NUMA nodes with their online CPUs, memory and distances, ascending. Nodes without CPUs are kept.
 * A machine without node files has one node with everything; that is a doubt, since the kernel may not have told.
 * Nodes that name the same CPUs are taken as buggy firmware: the first keeps the CPUs.
 * Nodes in nodes are memory at several levels. Nodes that overlap otherwise are appended to `conflicts`.
 * @param mems nodes whose memory may be used; `undefined`: all.
 */
export function readNodes(
  read: Read,
  online: readonly number[],
  mems: readonly number[] | undefined,
  doubts: string[],
  conflicts: string[],
): NumaNode[] {
  const onlineSet = new Set(online);
  const seen = new Map<string, number>();
  const nodes = nodeIds(read, doubts).map((id): NumaNode => {
    const mask = read(`${NODES}/node${id}/cpumap`);
    const text = mask ?? read(`${NODES}/node${id}/cpulist`) ?? '';
    const told =
      orDoubt(() => (mask === undefined ? parseList(text) : parseMask(text)), `CPUs of node ${id}`, doubts) ?? [];
    let cpus = told.filter((cpu) => onlineSet.has(cpu));
    const twin = cpus.length > 0 ? seen.get(cpus.join()) : undefined;
    if (twin !== undefined) {
      doubts.push(`Nodes ${twin} and ${id} both name ${nameCpus(cpus)}; node ${id} is taken to have none.`);
      cpus = [];
    } else {
      seen.set(cpus.join(), id);
    }
    const memKB = read(`${NODES}/node${id}/meminfo`)?.match(/MemTotal:\s*(\d+) kB/)?.[1];
    return {
      id,
      cpus,
      memMB: memKB === undefined ? null : Math.round(Number(memKB) / 1024),
      memAllowed: mems?.includes(id) ?? true,
      distances: readDistances(read, id, doubts),
    };
  });
  if (nodes.length > 0) {
    doubtCpus(nodes, online, doubts, conflicts);
    return withoutStrayDistances(nodes, doubts);
  }
  doubts.push('The machine has no NUMA node files; it is taken as one node.');
  const totalKB = fieldOf(read('/proc/meminfo'), 'MemTotal')?.match(/^\d+/)?.[0];
  const memMB = totalKB === undefined ? null : Math.round(Number(totalKB) / 1024);
  return [{ id: 0, cpus: [...online], memMB, memAllowed: true, distances: [10] }];
}

/** The smallest node of each CPU: memory at several levels gives a CPU several nodes. */
export function nodeOfCpus(nodes: readonly NumaNode[]): Map<number, number> {
  const nodeOf = new Map<number, number>();
  for (const node of [...nodes].sort((a, b) => a.cpus.length - b.cpus.length)) {
    for (const cpu of node.cpus) if (!nodeOf.has(cpu)) nodeOf.set(cpu, node.id);
  }
  return nodeOf;
}

/** CPUs in no node, and in two nodes neither of which holds the other. */
function doubtCpus(nodes: readonly NumaNode[], online: readonly number[], doubts: string[], conflicts: string[]): void {
  const held = new Set(nodes.flatMap(({ cpus }) => cpus));
  const without = online.filter((cpu) => !held.has(cpu));
  if (without.length > 0) doubts.push(`No NUMA node holds ${nameCpus(without)}.`);
  if (nodes.reduce((sum, { cpus }) => sum + cpus.length, 0) === held.size) return;
  for (const [at, node] of nodes.entries()) {
    const own = new Set(node.cpus);
    for (const other of nodes.slice(at + 1)) {
      const common = other.cpus.filter((cpu) => own.has(cpu));
      if (common.length === 0 || common.length === own.size || common.length === other.cpus.length) continue;
      conflicts.push(
        `Nodes ${node.id} and ${other.id} overlap in ${nameCpus(common)}, and neither holds the other; a CPU is taken as the smaller one's.`,
      );
    }
  }
}

function readDistances(read: Read, id: number, doubts: string[]): number[] {
  const texts = (read(`${NODES}/node${id}/distance`) ?? '').trim().split(/\s+/).filter(Boolean);
  const stray = texts.find((text) => !/^\d+$/.test(text));
  if (stray === undefined) return texts.map(Number);
  doubts.push(`Expected the distances of node ${id} as numbers, found "${stray}"; they are taken as unknown.`);
  return [];
}

/** A distance stands for the node of the same place in the list: a line with more or fewer of them says nothing. */
function withoutStrayDistances(nodes: NumaNode[], doubts: string[]): NumaNode[] {
  return nodes.map((node) => {
    const found = node.distances.length;
    if (found === 0 || found === nodes.length) return node;
    doubts.push(`Expected ${nodes.length} distances of node ${node.id}, found ${found}; they are taken as unknown.`);
    return { ...node, distances: [] };
  });
}

function nodeIds(read: Read, doubts: string[]): number[] {
  const text = read(`${NODES}/online`);
  const listed = text === undefined ? undefined : orDoubt(() => parseList(text), 'online nodes', doubts);
  if (listed !== undefined) return listed;
  const found: number[] = [];
  for (let id = 0; id < MAX_NODES; id++) {
    if (['cpumap', 'cpulist', 'meminfo'].some((name) => read(`${NODES}/node${id}/${name}`) !== undefined))
      found.push(id);
  }
  return found;
}
