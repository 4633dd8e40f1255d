import { createHash } from 'node:crypto';
import * as os from 'node:os';
import { readCaches } from './cache-sizes.ts';
import { describeCpu } from './cpu-info.ts';
import { formatList } from './parse-list.ts';
import { readQuota } from './quota.ts';
import { liveRead, type Read, readCount } from './read.ts';
import { describeRuntime, packageVersions } from './runtime.ts';
import type { MachineInfo, Topology } from './types.ts';
import { readHypervisor } from './virtual.ts';

/** Keeps the id from being the hash of the machine-id itself, which other programs may publish. */
const SALT = 'crosscore/machine/1:';

/**
 * The `machine` object of a result file: identity, topology in short, system and versions.
 * It holds no host name, user name, serial number or path; only `options.label` names the machine.
 */
export function describeMachine(
  topology: Topology,
  options: { label?: string } = {},
  read: Read = liveRead,
): MachineInfo {
  const cpu = {
    ...describeCpu(read, topology),
    kinds: topology.kinds.map((kind) => ({ ...kind, cpus: formatList(kind.cpus) })),
  };
  const shape = describeShape(topology);
  const virt = readHypervisor(read);
  const allowed = topology.cpus.filter((one) => one.allowed).map((one) => one.id);
  const profile = [
    process.arch,
    cpu.vendor ?? cpu.model ?? 'unknown',
    [cpu.family, cpu.modelId, cpu.stepping].map((number) => number ?? '-').join('.'),
    `${shape.cores ?? '?'}c${shape.cpus}t`,
    `L3:${describeL3(topology, read)}`,
    `numa:${topology.numa.length || '?'}`,
    virt ?? 'bare',
  ].join('|');
  return {
    id: machineId(read),
    label: options.label ?? null,
    profile,
    cpu,
    topology: shape,
    allowed: {
      cpus: formatList(allowed),
      mems: formatList(topology.numa.filter((node) => node.memAllowed).map((node) => node.id)),
      cgroupCpuMax: readQuota(read),
    },
    memory: {
      totalMB: Math.round(os.totalmem() / 2 ** 20),
      pageSize: readPageSize(read),
      thp: read('/sys/kernel/mm/transparent_hugepage/enabled')?.match(/\[(\w+)\]/)?.[1] ?? null,
      numaBalancing: readCount(read, '/proc/sys/kernel/numa_balancing') ?? null,
    },
    os: {
      platform: os.platform(),
      release: os.release(),
      distro: read('/etc/os-release')?.match(/^PRETTY_NAME="?([^"\n]*)/m)?.[1] ?? null,
      virt,
      container: readContainer(read),
    },
    runtime: describeRuntime(process.execArgv, process.env.NODE_OPTIONS ?? ''),
    packages: packageVersions(),
  };
}

/** The topology in numbers and CPU lists. */
function describeShape(topology: Topology): MachineInfo['topology'] {
  const online = topology.cpus.filter((cpu) => cpu.online);
  const groups = (level: 'core' | 'die' | 'package' | 'l3') => {
    const known = online.filter((cpu) => cpu[level] !== undefined);
    return [...Map.groupBy(known, (cpu) => cpu[level]).values()].map((cpus) => cpus.map((cpu) => cpu.id));
  };
  const coresKnown = topology.trust !== 'unknown';
  const cores = groups('core');
  return {
    packages: groups('package').length || null,
    dies: groups('die').length || groups('package').length || null,
    l3Groups: groups('l3').map(formatList),
    cores: coresKnown ? cores.length : null,
    cpus: online.length,
    smt: coresKnown ? Math.max(...cores.map((core) => core.length)) : null,
    numa: topology.numa.map((node) => ({ id: node.id, cpus: formatList(node.cpus), memMB: node.memMB })),
    distances: topology.numa.map((node) => node.distances),
    online: formatList(online.map((cpu) => cpu.id)),
    isolated: formatList(online.filter((cpu) => cpu.isolated).map((cpu) => cpu.id)),
    nohzFull: formatList(topology.nohzFull),
    source: topology.source,
    trust: topology.trust,
    places: online.map(({ id, online: _, ...place }) => ({ cpu: id, ...place })),
  };
}

/** How many L3 caches of which size: `2x32M`; different sizes are joined by `+`; `-` for none. */
function describeL3(topology: Topology, read: Read): string {
  const sizes = new Map<string, number>();
  for (const { level, sizeKB } of readCaches(read, topology)) {
    if (level !== 3) continue;
    const size = sizeKB === null ? '?' : sizeKB % 1024 === 0 ? `${sizeKB / 1024}M` : `${sizeKB}K`;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  return (
    [...sizes]
      .map(([size, count]) => `${count}x${size}`)
      .sort()
      .join('+') || '-'
  );
}

function machineId(read: Read): string | null {
  const id = read('/etc/machine-id')?.trim() || read('/var/lib/dbus/machine-id')?.trim();
  return id
    ? createHash('sha256')
        .update(SALT + id)
        .digest('hex')
        .slice(0, 12)
    : null;
}

/** From the process's own mappings: no other pseudo-file tells it as text. */
function readPageSize(read: Read): number | null {
  const sizeKB = read('/proc/self/smaps')?.match(/^KernelPageSize:\s*(\d+) kB/m)?.[1];
  return sizeKB === undefined ? null : Number(sizeKB) * 1024;
}

function readContainer(read: Read): string | null {
  if (read('/run/.containerenv') !== undefined) return 'podman';
  if (read('/.dockerenv') !== undefined) return 'docker';
  return /kubepods|docker|lxc/.exec(read('/proc/self/cgroup') ?? '')?.[0] ?? null;
}
