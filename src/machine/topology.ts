import { cpus as osCpus } from 'node:os';
import { readCpuSets } from './cpu-sets.ts';
import { readKinds } from './kinds.ts';
import { nodeOfCpus, readNodes } from './nodes.ts';
import { liveRead, type Read } from './read.ts';
import { readSharing } from './sharing.ts';
import { SourceRefused } from './source-refused.ts';
import type { Cpu, Topology, Trust } from './types.ts';
import { readHypervisor } from './virtual.ts';

const ONLINE = '/sys/devices/system/cpu/online';

/** CPUs that come or go meanwhile spoil the sets: the whole is then read again, at most this often. */
const READINGS = 4;

/**
 * The machine's CPUs, who shares what, NUMA nodes and kinds of cores, with a level of trust and the doubts behind it.
 * Every set is intersected with the online CPUs first, then with the allowed ones.
 * @param source what `read` reads. On a system without sysfs `sysfs` falls back to `os.cpus()`, trust `unknown`.
 * @throws SourceRefused where a recorded or synthetic machine holds no CPU.
 */
export function readTopology(read: Read = liveRead, source: 'sysfs' | 'case' | 'synthetic' = 'sysfs'): Topology {
  for (let reading = 1; ; reading++) {
    const online = read(ONLINE);
    // Old kernels left NUL bytes behind their texts.
    const topology = readOnce((path) => (path === ONLINE ? online : read(path))?.replaceAll('\0', ''), source);
    if (read(ONLINE) === online) return topology;
    if (reading < READINGS) continue;
    const doubt = `CPUs came or went during each of ${READINGS} readings: who shares what is not certain.`;
    const trust = topology.trust === 'bare' ? 'partial' : topology.trust;
    return { ...topology, trust, doubts: [doubt, ...topology.doubts] };
  }
}

function readOnce(read: Read, source: 'sysfs' | 'case' | 'synthetic'): Topology {
  const doubts: string[] = [];
  const sets = readCpuSets(read, doubts);
  if (sets.online.length === 0) {
    if (source === 'sysfs') return topologyFromOs();
    throw new SourceRefused(
      'Expected CPUs under /sys/devices/system/cpu of the machine that is read, found none: check its files.',
    );
  }
  const conflicts: string[] = [];
  const kinds = readKinds(read, sets.online, doubts);
  const sharing = readSharing(read, sets.online, kinds, doubts, conflicts);
  const numa = readNodes(read, sets.online, sets.mems, doubts, conflicts);
  const nodeOf = nodeOfCpus(numa);
  const kindOf = new Map(kinds.flatMap(({ cpus }, kind) => cpus.map((cpu) => [cpu, kind])));
  const hypervisor = readHypervisor(read);

  if (sharing.core.size === 0)
    doubts.push('The machine does not say which CPUs share a core; each is taken as a core.');
  if (sharing.package.size === 0) doubts.push('The machine does not say which CPUs share a package.');
  if (sharing.l2.size + sharing.l3.size === 0)
    doubts.push('The machine does not say which CPUs share an L2 or L3 cache.');
  const partial = doubts.length > 0;
  if (hypervisor) doubts.push('The machine is virtual: two CPUs may be threads of one core, or move between cores.');

  const online = new Set(sets.online);
  const allowed = new Set(sets.allowed);
  const isolated = new Set(sets.isolated);
  const ranks = smtRanks(sets.online, sharing.core);
  let nextCore = new Set(sharing.core.values()).size;
  const cpus = sets.present.map((id): Cpu => {
    if (!online.has(id)) return { id, online: false, allowed: false, isolated: false, core: -1, smtRank: 0 };
    return {
      id,
      online: true,
      allowed: allowed.has(id),
      isolated: isolated.has(id),
      core: sharing.core.get(id) ?? nextCore++,
      ...optional('cluster', sharing.cluster.get(id)),
      ...optional('die', sharing.die.get(id)),
      ...optional('package', sharing.package.get(id)),
      ...optional('l2', sharing.l2.get(id)),
      ...optional('l3', sharing.l3.get(id)),
      ...optional('numa', nodeOf.get(id)),
      ...optional('kind', kindOf.get(id)),
      smtRank: ranks.get(id) ?? 0,
    };
  });
  const trust: Trust = conflicts.length > 0 ? 'contradictory' : hypervisor ? 'virtual' : partial ? 'partial' : 'bare';
  return { cpus, numa, kinds, nohzFull: sets.nohzFull, source, trust, doubts: [...conflicts, ...doubts] };
}

/** All that a system without sysfs tells: how many CPUs are online. */
function topologyFromOs(): Topology {
  const cpus = osCpus().map(
    (_, id): Cpu => ({ id, online: true, allowed: true, isolated: false, core: id, smtRank: 0 }),
  );
  const doubts = ['Only the number of CPUs is known on this system; nothing is said about cores, caches and nodes.'];
  return { cpus, numa: [], kinds: [], nohzFull: [], source: 'os', trust: 'unknown', doubts };
}

function smtRanks(online: readonly number[], coreOf: ReadonlyMap<number, number>): Map<number, number> {
  const threads = new Map<number, number>();
  const ranks = new Map<number, number>();
  for (const cpu of online) {
    const core = coreOf.get(cpu);
    if (core === undefined) continue;
    const rank = threads.get(core) ?? 0;
    threads.set(core, rank + 1);
    ranks.set(cpu, rank);
  }
  return ranks;
}

/** A property where there is a value, nothing where there is none. */
function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
}
