import { formatList } from '../../src/machine/parse-list.ts';
import { type Read, readFrom } from '../../src/machine/read.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Topology } from '../../src/machine/types.ts';

/** An invented machine. Every count is per unit of the level above. */
export interface SyntheticMachine {
  packages?: number;
  nodesPerPackage?: number;
  l3PerNode?: number;
  coresPerL3?: number;
  threadsPerCore?: number;
  /** `siblings-last`: CPUs are numbered core by core, second threads after all first ones. `siblings-adjacent`: 0 and 1. */
  numbering?: 'siblings-last' | 'siblings-adjacent';
  offline?: number[];
  allowed?: string;
  isolated?: string;
  hypervisor?: boolean;
  /** CPUs in the kernel's masks; a wider mask has leading groups of zeros. */
  maskBits?: number;
}

/** The pseudo-files of an invented machine, by absolute path. */
export function syntheticFiles(machine: SyntheticMachine): Record<string, string> {
  const { packages = 1, nodesPerPackage = 1, l3PerNode = 1, coresPerL3 = 2, threadsPerCore = 1 } = machine;
  const offline = new Set(machine.offline ?? []);
  const cores = packages * nodesPerPackage * l3PerNode * coresPerL3;
  const cpus = Array.from({ length: cores * threadsPerCore }, (_, id) => id);
  const online = cpus.filter((cpu) => !offline.has(cpu));
  const coreOf = (cpu: number) =>
    machine.numbering === 'siblings-adjacent' ? Math.floor(cpu / threadsPerCore) : cpu % cores;
  const l3Of = (cpu: number) => Math.floor(coreOf(cpu) / coresPerL3);
  const nodeOf = (cpu: number) => Math.floor(l3Of(cpu) / l3PerNode);
  const packageOf = (cpu: number) => Math.floor(nodeOf(cpu) / nodesPerPackage);
  const mask = (set: number[]) => maskOf(set, machine.maskBits ?? cpus.length);
  const sharers = (groupOf: (cpu: number) => number) => {
    const groups = Map.groupBy(cpus, groupOf);
    return (cpu: number) => `${mask(groups.get(groupOf(cpu))!)}\n`;
  };
  const [core, l3, pack] = [sharers(coreOf), sharers(l3Of), sharers(packageOf)];

  const files: Record<string, string> = {
    '/sys/devices/system/cpu/online': `${formatList(online)}\n`,
    '/sys/devices/system/cpu/present': `${formatList(cpus)}\n`,
    '/sys/devices/system/cpu/isolated': `${machine.isolated ?? ''}\n`,
    '/proc/self/status': `Name:\tnode\nCpus_allowed_list:\t${machine.allowed ?? formatList(cpus)}\nMems_allowed_list:\t0-63\n`,
    '/proc/cpuinfo': `processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu sse2${machine.hypervisor ? ' hypervisor' : ''} avx\n`,
  };
  for (const cpu of online) {
    const folder = `/sys/devices/system/cpu/cpu${cpu}`;
    files[`${folder}/topology/core_cpus`] = core(cpu);
    files[`${folder}/topology/package_cpus`] = pack(cpu);
    for (const [index, level, set] of [
      [2, 2, core(cpu)],
      [3, 3, l3(cpu)],
    ] as const) {
      files[`${folder}/cache/index${index}/level`] = `${level}\n`;
      files[`${folder}/cache/index${index}/type`] = 'Unified\n';
      files[`${folder}/cache/index${index}/size`] = level === 3 ? '32768K\n' : '1024K\n';
      files[`${folder}/cache/index${index}/shared_cpu_map`] = set;
    }
  }
  const nodes = Array.from({ length: packages * nodesPerPackage }, (_, node) => node);
  files['/sys/devices/system/node/online'] = `${formatList(nodes)}\n`;
  for (const node of nodes) {
    const folder = `/sys/devices/system/node/node${node}`;
    files[`${folder}/cpumap`] = `${mask(cpus.filter((cpu) => nodeOf(cpu) === node))}\n`;
    files[`${folder}/meminfo`] = `Node ${node} MemTotal:       1048576 kB\n`;
    files[`${folder}/distance`] = `${nodes.map((other) => (other === node ? 10 : 20)).join(' ')}\n`;
  }
  return files;
}

/** The topology of an invented machine; `change` may spoil its files first. */
export function syntheticTopology(
  machine: SyntheticMachine,
  change: (files: Record<string, string>) => void = () => {},
): Topology {
  return readTopology(syntheticRead(machine, change), 'synthetic');
}

/** A reader over an invented machine. */
export function syntheticRead(
  machine: SyntheticMachine,
  change: (files: Record<string, string>) => void = () => {},
): Read {
  const files = syntheticFiles(machine);
  change(files);
  return readFrom(files);
}

/** The kernel's notation: groups of 8 hex digits, the first one as wide as the rest of the bits needs. */
function maskOf(set: readonly number[], bits: number): string {
  const value = set.reduce((sum, cpu) => sum | (1n << BigInt(cpu)), 0n);
  const digits = value.toString(16).padStart(Math.ceil(bits / 4), '0');
  return digits.replace(/(?<=.)(?=(.{8})+$)/g, ',');
}
