import type { Read } from '../read.ts';
import type { Examination } from './examination.ts';

/** /proc counts time in ticks of this many a second, whatever the kernel's own tick is. */
export const TICKS_PER_SECOND = 100;

/** Ticks of one CPU. `busy` is time on programs and interrupts, `steal` what the hypervisor took while it was wanted. */
export interface CpuTime {
  readonly busy: number;
  readonly steal: number;
  readonly total: number;
}

/** Time of each CPU within the window; empty where the system does not count it. */
export function timeInWindow({ window }: Pick<Examination, 'window'>): Map<number, CpuTime> {
  const from = timeSinceStart(window.before.read);
  const between = new Map<number, CpuTime>();
  for (const [cpu, { busy, steal, total }] of timeSinceStart(window.after.read)) {
    const earlier = from.get(cpu);
    if (!earlier) continue;
    between.set(cpu, { busy: busy - earlier.busy, steal: steal - earlier.steal, total: total - earlier.total });
  }
  return between;
}

/** Time of each CPU since the machine started. */
export function timeSinceStart(read: Read): Map<number, CpuTime> {
  const times = new Map<number, CpuTime>();
  for (const [, cpu, text] of (read('/proc/stat') ?? '').matchAll(/^cpu(\d+) (.*)$/gm)) {
    const [user, nice, system, idle, iowait, irq, softirq, steal] = text.split(' ').map(Number);
    if (!Number.isFinite(steal)) continue;
    const busy = user + nice + system + irq + softirq;
    times.set(Number(cpu), { busy, steal, total: busy + idle + iowait + steal });
  }
  return times;
}

/** The times of some CPUs together. */
export function sumOf(times: ReadonlyMap<number, CpuTime>, cpus: readonly number[]): CpuTime {
  const sum = { busy: 0, steal: 0, total: 0 };
  for (const cpu of cpus) {
    const time = times.get(cpu);
    if (!time) continue;
    sum.busy += time.busy;
    sum.steal += time.steal;
    sum.total += time.total;
  }
  return sum;
}

/** One decimal: a tick is 1 % of a second. */
export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((1000 * part) / whole) / 10 : 0;
}
