import { parseList } from './parse-list.ts';
import { fieldOf, type Read } from './read.ts';

/** What this process may use; `undefined`: no restriction is known. */
export interface Allowed {
  readonly cpus: number[] | undefined;
  readonly mems: number[] | undefined;
}

/**
 * CPUs and memory nodes that the process may use. On a live machine /proc/self/status holds the answer: it contains
 * affinity, cpusets of both cgroup versions and batch systems. A recorded machine may lack it; there the process's
 * cpuset is looked up (mount point, group, file), as hwloc does.
 * @throws Error where a list is malformed.
 */
export function readAllowed(read: Read): Allowed {
  const status = read('/proc/self/status');
  const cpus = fieldOf(status, 'Cpus_allowed_list');
  if (cpus !== undefined) {
    const mems = fieldOf(status, 'Mems_allowed_list');
    return { cpus: parseList(cpus), mems: mems === undefined ? undefined : parseList(mems) };
  }
  for (const mount of (read('/proc/mounts') ?? '').split('\n')) {
    const [, point, type, options = ''] = mount.split(' ');
    if (point === undefined || type === undefined) continue;
    const names = cpusetFiles(read, point, type, options.split(','));
    if (names === undefined) continue;
    const [cpusText, memsText] = names.map((name) => readUpwards(read, point, cpusetGroup(read), name));
    return { cpus: nonEmpty(cpusText), mems: nonEmpty(memsText) };
  }
  return { cpus: undefined, mems: undefined };
}

/** The two file names under a cpuset mount, or `undefined` where the mount has no cpusets. */
function cpusetFiles(read: Read, point: string, type: string, options: string[]): [string, string] | undefined {
  if (type === 'cpuset') return ['cpus', 'mems'];
  if (type === 'cgroup' && options.includes('cpuset')) {
    return options.includes('noprefix') ? ['cpus', 'mems'] : ['cpuset.cpus', 'cpuset.mems'];
  }
  const controllers = type === 'cgroup2' ? read(`${point}/cgroup.controllers`)?.trim().split(/\s+/) : undefined;
  return controllers?.includes('cpuset') ? ['cpuset.cpus.effective', 'cpuset.mems.effective'] : undefined;
}

/** The path of the process's cpuset below the mount point. */
function cpusetGroup(read: Read): string {
  const named = read('/proc/self/cpuset')?.trim();
  if (named) return named;
  const lines = (read('/proc/self/cgroup') ?? '').split('\n');
  const line = lines.find((one) => one.includes(':cpuset:')) ?? lines.find((one) => one.includes('::'));
  return line?.split(':').slice(2).join(':').trim() ?? '/';
}

/** The file in the group, or in the nearest group above that has it. */
function readUpwards(read: Read, point: string, group: string, name: string): string | undefined {
  const parts = group.split('/').filter((part) => part !== '');
  for (let depth = parts.length; depth >= 0; depth--) {
    const text = read([point, ...parts.slice(0, depth), name].join('/'));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** An empty cpuset file means "not set", not "nothing". */
function nonEmpty(text: string | undefined): number[] | undefined {
  const numbers = parseList(text ?? '');
  return numbers.length > 0 ? numbers : undefined;
}
