import type { Read } from './read.ts';

/** A mounted hierarchy of control groups, or of cpusets alone. */
export interface GroupMount {
  readonly point: string;
  readonly type: 'cgroup' | 'cgroup2' | 'cpuset';
  readonly options: readonly string[];
}

/** Where control groups are mounted, in the order of /proc/mounts; at the usual places where that file is missing. */
export function groupMounts(read: Read): GroupMount[] {
  const mounts = read('/proc/mounts');
  if (mounts === undefined) {
    return [
      { point: '/sys/fs/cgroup', type: 'cgroup2', options: [] },
      { point: '/sys/fs/cgroup/cpu', type: 'cgroup', options: ['cpu'] },
    ];
  }
  return mounts.split('\n').flatMap((line): GroupMount[] => {
    const [, point, type, options = ''] = line.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2' && type !== 'cpuset') return [];
    // Spaces in paths are written as \040, and so on.
    const path = point.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    return [{ point: path, type, options: options.split(',') }];
  });
}

/** The process's group in a hierarchy of this type, the one with the controller in version 1; the root if not told. */
export function groupOf(read: Read, type: GroupMount['type'], controller: string): string {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const line = lines.find(([, names]) => (type === 'cgroup2' ? names === '' : names?.split(',').includes(controller)));
  return line?.slice(2).join(':').trim() ?? '/';
}

/** The folder of a group below a mount point, then those above it up to the mount point itself. */
export function groupFolders(point: string, group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, up) => [point, ...parts.slice(0, parts.length - up)].join('/'));
}
