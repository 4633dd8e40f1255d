import { groupFolders, groupMounts, groupOf } from './control-groups.ts';
import type { Read } from './read.ts';

/**
 * CPU time that the process's control group may use, in CPUs: 1.5 means 150 ms in every 100 ms. `null`: no limit.
 * It is separate from the allowed CPUs: four may be allowed and only 1.5 paid for. The tightest group upwards counts.
 */
export function readQuota(read: Read): number | null {
  const limits = groupMounts(read).flatMap(({ point, type, options }) => {
    const folders = groupFolders(point, groupOf(read, type, 'cpu'));
    if (type === 'cgroup2') return folders.map((folder) => read(`${folder}/cpu.max`)?.trim().split(/\s+/) ?? []);
    if (!options.includes('cpu')) return [];
    return folders.map((folder) => ['quota', 'period'].map((name) => read(`${folder}/cpu.cfs_${name}_us`)));
  });
  // `max`, -1 and absent files mean "no limit".
  const cpus = limits.map(([quotaUs, periodUs]) => Number(quotaUs) / Number(periodUs)).filter((one) => one > 0);
  const least = Math.min(...cpus);
  return Number.isFinite(least) ? least : null;
}
