import { formatList } from './parse-list.ts';

/** `CPU 7` for one CPU, `CPUs 0-3,5` for several. */
export function nameCpus(cpus: readonly number[]): string {
  return `CPU${cpus.length === 1 ? '' : 's'} ${formatList(cpus)}`;
}
