import { groupFolders, groupMounts, groupOf } from '../control-groups.ts';
import { formatList } from '../parse-list.ts';
import { readQuota } from '../quota.ts';
import { fieldOf, type Read } from '../read.ts';
import { quotaWarning } from '../warnings.ts';
import { allowedCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';

/** CPU time that may be used, apart from the CPUs that may be used; and whether it ran out. */
export const quota: Check = (seen) => {
  const make = findings('machine/quota', 'CPU quota');
  if (seen.platform !== 'linux') return make.hidden(seen);
  const { before, after } = seen.window;
  const allowed = allowedCpus(seen);
  const cpus = readQuota(seen.read);
  const now = throttledCount(after.read, seen.read) - throttledCount(before.read, seen.read);
  const total = throttledCount(after.read, seen.read);
  const evidence = [
    { source: '/sys/fs/cgroup: cpu.max, cpu.cfs_quota_us', value: cpus === null ? 'no limit' : `${cpus} CPUs` },
    { source: '/sys/fs/cgroup: cpu.stat', value: `nr_throttled ${total}, ${now} of them now` },
  ];
  const warning = quotaWarning(cpus, formatList(allowed));
  if (!warning) return make.fine('CPU time is not limited.', evidence);
  const sentence = `${warning.message}${total > 0 ? ` That has happened ${total} times.` : ''} ${warning.cure}`;
  return cpus! < allowed.length || now > 0 ? make.disturbs(sentence, evidence) : make.note(sentence, evidence);
};

/** The counters of the process's control group and of those above it, for both versions; a quota may stand at any. */
export function throttledFiles(read: Read): string[] {
  return groupMounts(read)
    .filter(({ type, options }) => type === 'cgroup2' || (type === 'cgroup' && options.includes('cpu')))
    .flatMap(({ point, type }) => groupFolders(point, groupOf(read, type, 'cpu')))
    .map((folder) => `${folder}/cpu.stat`);
}

function throttledCount(counters: Read, read: Read): number {
  const counts = throttledFiles(read).map((path) =>
    fieldOf(counters(path)?.replace(/^(\w+) /gm, '$1: '), 'nr_throttled'),
  );
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}
