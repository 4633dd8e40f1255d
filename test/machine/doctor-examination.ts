import type { Examination, Moment } from '../../src/machine/doctor/examination.ts';
import { takeMoment } from '../../src/machine/doctor/moment.ts';
import { readFrom } from '../../src/machine/read.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { readHypervisor } from '../../src/machine/virtual.ts';
import { type SyntheticMachine, syntheticFiles } from './synthetic-machine.ts';

/** The process that looks. */
export const OWN_PID = 100;

const CPUS = '/sys/devices/system/cpu';

/** A machine on which nothing disturbs and everything is told, with two allowed CPUs. */
const QUIET: Readonly<Record<string, string>> = {
  [`${CPUS}/cpu0/cpufreq/scaling_governor`]: 'performance\n',
  [`${CPUS}/cpu1/cpufreq/scaling_governor`]: 'performance\n',
  [`${CPUS}/cpufreq/boost`]: '0\n',
  [`${CPUS}/cpu0/thermal_throttle/core_throttle_count`]: '0\n',
  [`${CPUS}/cpu1/thermal_throttle/core_throttle_count`]: '0\n',
  [`${CPUS}/cpu0/cpuidle/state0/latency`]: '2\n',
  [`${CPUS}/cpu0/cpuidle/state0/name`]: 'C1\n',
  [`${CPUS}/nohz_full`]: '0-1\n',
  '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
  '/proc/sys/kernel/numa_balancing': '0\n',
  '/proc/sys/kernel/randomize_va_space': '0\n',
  '/proc/meminfo': 'MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\nSwapTotal: 1024000 kB\nSwapFree: 1024000 kB\n',
  '/proc/loadavg': '0.10 0.10 0.05 1/92 100\n',
  '/proc/interrupts': '           CPU0       CPU1\n 24:          1          0  PCI-MSIX 0-edge      eth0-rx\n',
  '/proc/vmstat': 'pswpin 0\npswpout 0\n',
  '/proc/self/cgroup': '0::/box\n',
  '/sys/fs/cgroup/box/cpu.stat': 'usage_usec 5\nnr_periods 0\nnr_throttled 0\n',
  ...processes({ pid: OWN_PID, name: 'node' }),
};

/** What differs from the quiet machine. */
export interface Changed {
  machine?: SyntheticMachine;
  /** Files that differ at both moments, with those that are not there as `undefined`. */
  files?: Readonly<Record<string, string | undefined>>;
  /** Files that differ at the end of the window only. */
  after?: Readonly<Record<string, string | undefined>>;
  seen?: Partial<Examination>;
}

/** An invented examination with a window of one second. */
export function examination({ machine = {}, files = {}, after = {}, seen = {} }: Changed = {}): Examination {
  const first = defined({ ...syntheticFiles(machine), ...QUIET, ...files });
  const read = readFrom(first);
  const topology = readTopology(read, 'synthetic');
  const cpus = topology.cpus.map((cpu) => cpu.id);
  const last = defined({ ...first, '/proc/stat': atLast({ cpus: cpus.length }), ...after });
  first['/proc/stat'] = files['/proc/stat'] ?? atFirst({ cpus: cpus.length });
  const momentOf = (texts: Record<string, string>): Moment => takeMoment(readFrom(texts), cpus, () => pidsOf(texts));
  return {
    platform: 'linux',
    read,
    topology,
    hypervisor: readHypervisor(read),
    window: { seconds: 1, before: momentOf(first), after: momentOf(last) },
    pid: OWN_PID,
    pins: [0, 1].map((cpu) => ({ cpu, pinned: true, verified: true, reason: null })),
    timer: { resolutionNs: 20, overheadNs: 60 },
    node: { running: '26.10.0', pinned: '26.10.0' },
    env: {},
    ...seen,
  };
}

interface Times {
  /** Ticks by CPU. */
  busy?: Readonly<Record<number, number>>;
  steal?: Readonly<Record<number, number>>;
  cpus?: number;
}

/** /proc/stat of some CPUs a hundred seconds after the start; a CPU that is neither busy nor stolen is idle. */
export function atFirst({ busy = {}, steal = {}, cpus = 2 }: Times = {}, total = 10_000): string {
  const lines = Array.from({ length: cpus }, (_, cpu) => {
    const [used, stolen] = [busy[cpu] ?? 0, steal[cpu] ?? 0];
    return `cpu${cpu} ${used} 0 0 ${total - used - stolen} 0 0 0 ${stolen} 0 0`;
  });
  return `${['cpu  0 0 0 0 0 0 0 0 0 0', ...lines].join('\n')}\nintr 1\n`;
}

/** The same one second later. */
export function atLast(times: Times = {}): string {
  return atFirst(times, 10_100);
}

/** /proc/<pid>/stat of some processes. */
export function processes(
  ...all: {
    pid: number;
    name: string;
    ticks?: number;
    parent?: number;
    session?: number;
    cpu?: number;
    startedAt?: number;
  }[]
): Record<string, string> {
  return Object.fromEntries(
    all.map(({ pid, name, ticks = 0, parent = 1, session = 50, cpu = 0, startedAt = 7 }) => {
      const fields = Array.from({ length: 52 }, () => 0);
      for (const [number, value] of [
        [4, parent],
        [6, session],
        [14, ticks],
        [22, startedAt],
        [39, cpu],
      ])
        fields[number - 1] = value;
      return [`/proc/${pid}/stat`, `${pid} (${name}) R ${fields.slice(3).join(' ')}\n`];
    }),
  );
}

function pidsOf(files: Record<string, string>): number[] {
  return Object.keys(files).flatMap((path) => /^\/proc\/(\d+)\/stat$/.exec(path)?.slice(1).map(Number) ?? []);
}

function defined(files: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
