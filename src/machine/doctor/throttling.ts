import { readCount } from '../read.ts';
import { allowedCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';

/** How often a core slowed itself because it was too hot. Intel's CPUs tell. */
export function throttleFile(cpu: number): string {
  return `/sys/devices/system/cpu/cpu${cpu}/thermal_throttle/core_throttle_count`;
}

/** Do the CPUs get too hot? */
export const throttling: Check = (seen) => {
  const make = findings('machine/throttling', 'thermal throttling');
  const { before, after } = seen.window;
  const cpus = allowedCpus(seen).filter((cpu) => readCount(after.read, throttleFile(cpu)) !== undefined);
  if (cpus.length === 0) return make.hidden(seen);
  const count = (read: typeof after.read) =>
    cpus.reduce((sum, cpu) => sum + (readCount(read, throttleFile(cpu)) ?? 0), 0);
  const total = count(after.read);
  const now = total - count(before.read);
  const evidence = [
    {
      source: '/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count',
      value: `${total}, ${now} of them now`,
    },
  ];
  if (now > 0) return make.disturbs('The CPUs are too hot and slow themselves down: let the machine cool.', evidence);
  if (total > 0)
    return make.note(`The CPUs were too hot and slowed themselves ${total} times since the start.`, evidence);
  return make.fine('The CPUs have not been too hot since the start.', evidence);
};
