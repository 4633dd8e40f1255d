import type { LabResult } from './schema.ts';

/** How many CPUs the run's threads could have: those that it was allowed to use, where the record tells; else all. */
export function usableCpus({ machine }: LabResult): number {
  const list = machine.allowed.cpus ?? '';
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list)) return machine.topology.cpus;
  return list
    .split(',')
    .map((part) => part.split('-').map(Number))
    .reduce((sum, [first, last = first]) => sum + last - first + 1, 0);
}
