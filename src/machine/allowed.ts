import { type GroupMount, groupFolders, groupMounts, groupOf } from './control-groups.ts';
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
  for (const mount of groupMounts(read)) {
    const names = cpusetFiles(read, mount);
    if (names === undefined) continue;
    const group = read('/proc/self/cpuset')?.trim() || groupOf(read, mount.type, 'cpuset');
    // The file in the group, or in the nearest group above that has it.
    const [cpusText, memsText] = names.map((name) =>
      groupFolders(mount.point, group)
        .map((folder) => read(`${folder}/${name}`))
        .find((text) => text !== undefined),
    );
    return { cpus: nonEmpty(cpusText), mems: nonEmpty(memsText) };
  }
  return { cpus: undefined, mems: undefined };
}

/** The two file names under a cpuset mount, or `undefined` where the mount has no cpusets. */
function cpusetFiles(read: Read, { point, type, options }: GroupMount): [string, string] | undefined {
  if (type === 'cpuset') return ['cpus', 'mems'];
  if (type === 'cgroup') {
    if (!options.includes('cpuset')) return undefined;
    return options.includes('noprefix') ? ['cpus', 'mems'] : ['cpuset.cpus', 'cpuset.mems'];
  }
  const controllers = read(`${point}/cgroup.controllers`)?.trim().split(/\s+/);
  return controllers?.includes('cpuset') ? ['cpuset.cpus.effective', 'cpuset.mems.effective'] : undefined;
}

/** An empty cpuset file means "not set", not "nothing". */
function nonEmpty(text: string | undefined): number[] | undefined {
  const numbers = parseList(text ?? '');
  return numbers.length > 0 ? numbers : undefined;
}
