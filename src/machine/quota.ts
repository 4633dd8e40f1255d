import type { Read } from './read.ts';

/**
 * CPU time that the process's control group may use, in CPUs: 1.5 means 150 ms in every 100 ms. `null`: no limit.
 * It is separate from the allowed CPUs: four may be allowed and only 1.5 paid for. The tightest group upwards counts.
 */
export function readQuota(read: Read): number | null {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const limits: number[] = [];
  for (const [, controllers, ...path] of lines) {
    if (controllers === '') {
      for (const group of upwards(path.join(':'))) {
        const [quotaUs, periodUs] = (read(`/sys/fs/cgroup${group}/cpu.max`) ?? 'max').trim().split(/\s+/);
        add(limits, quotaUs, periodUs);
      }
    } else if (controllers?.split(',').includes('cpu')) {
      for (const group of upwards(path.join(':'))) {
        const folder = `/sys/fs/cgroup/cpu${group}`;
        add(limits, read(`${folder}/cpu.cfs_quota_us`)?.trim(), read(`${folder}/cpu.cfs_period_us`)?.trim());
      }
    }
  }
  return limits.length > 0 ? Math.min(...limits) : null;
}

/** `/a/b` gives `/a/b`, `/a` and the root, which is the empty text. */
function upwards(group: string): string[] {
  const parts = group.trim().split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `/${part}`)
      .join(''),
  );
}

function add(limits: number[], quotaUs: string | undefined, periodUs: string | undefined): void {
  const cpus = Number(quotaUs) / Number(periodUs);
  // `max`, -1 and absent files mean "no limit".
  if (Number.isFinite(cpus) && cpus > 0) limits.push(cpus);
}
