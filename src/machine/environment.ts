import { parseList } from './parse-list.ts';
import { liveRead, type Read, readCount } from './read.ts';
import { measureTimer } from './timer.ts';
import type { Environment, Snapshot } from './types.ts';

const CPUS = '/sys/devices/system/cpu';

interface CpuTicks {
  readonly steal: number;
  readonly total: number;
}

/** The raw counters behind each snapshot's steal: they belong to the comparison, not to the result file. */
const ticksOf = new WeakMap<Snapshot, CpuTicks>();

/**
 * The machine's condition now: load, clocks, temperatures and steal. Reads small files only.
 * @param previous an earlier snapshot of this process; steal is then counted from there, else from boot.
 */
export function takeSnapshot(read: Read = liveRead, previous?: Snapshot): Snapshot {
  const load = read('/proc/loadavg')?.match(/^(\d+\.\d+) \S+ \S+ (\d+)\//);
  const ticks = readTicks(read);
  const since = (previous && ticksOf.get(previous)) ?? { steal: 0, total: 0 };
  const passed = ticks ? ticks.total - since.total : 0;
  const snapshot: Snapshot = {
    load1: load ? Number(load[1]) : null,
    runnable: load ? Number(load[2]) : null,
    mhz: [...(read('/proc/cpuinfo') ?? '').matchAll(/^cpu MHz\s*:\s*(\d+(?:\.\d+)?)/gm)].map((match) =>
      Math.round(Number(match[1])),
    ),
    tempC: readTemperatures(read),
    stealPct: ticks && passed > 0 ? round2((100 * (ticks.steal - since.steal)) / passed) : null,
  };
  if (ticks) ticksOf.set(snapshot, ticks);
  return snapshot;
}

/**
 * The `environment` object of a result file. The timer is measured here, in under a millisecond: call it outside trials.
 */
export function describeEnvironment(
  read: Read,
  before: Snapshot,
  after: Snapshot,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  return {
    governor: readGovernor(read),
    turbo: readTurbo(read),
    power: readPower(read),
    aslr: readCount(read, '/proc/sys/kernel/randomize_va_space') ?? null,
    before,
    after,
    timer: { source: 'hrtime', ...measureTimer(), crossThreadSkewNs: null },
    scheduler: env.SLURM_JOB_ID
      ? { kind: 'slurm', jobId: env.SLURM_JOB_ID, nodeName: null, partition: env.SLURM_JOB_PARTITION ?? null }
      : null,
  };
}

/** Ticks of all CPUs together; guest time is part of user time and not counted twice. */
function readTicks(read: Read): CpuTicks | undefined {
  const fields = read('/proc/stat')
    ?.match(/^cpu +(.*)$/m)?.[1]
    .split(' ')
    .map(Number);
  if (!fields || fields.length < 8) return undefined;
  return { steal: fields[7], total: fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0) };
}

/** Governors of the online CPUs: one, or several joined by `+`; `null`: not told. */
export function readGovernor(read: Read): string | null {
  const governors = new Set<string>();
  for (const cpu of parseList(read(`${CPUS}/online`) ?? '')) {
    const governor = read(`${CPUS}/cpu${cpu}/cpufreq/scaling_governor`)?.trim();
    if (governor) governors.add(governor);
  }
  return governors.size > 0 ? [...governors].sort().join('+') : null;
}

/** May clocks rise above the nominal one? `null`: not told. */
export function readTurbo(read: Read): boolean | null {
  const noTurbo = readCount(read, `${CPUS}/intel_pstate/no_turbo`);
  if (noTurbo !== undefined) return noTurbo === 0;
  const boost = readCount(read, `${CPUS}/cpufreq/boost`);
  return boost === undefined ? null : boost === 1;
}

/** What feeds the machine. Folders cannot be listed through a `Read`, so the usual names are tried. `null`: not told. */
export function readPower(read: Read): 'ac' | 'battery' | null {
  const supply = '/sys/class/power_supply';
  const mains = ['AC', 'AC0', 'ACAD', 'ADP0', 'ADP1'].map((name) => readCount(read, `${supply}/${name}/online`));
  if (mains.includes(1)) return 'ac';
  const batteries = ['BAT0', 'BAT1', 'BATT'].map((name) => read(`${supply}/${name}/status`)?.trim());
  if (mains.includes(0) || batteries.includes('Discharging')) return 'battery';
  return batteries.some(Boolean) ? 'ac' : null;
}

function readTemperatures(read: Read): number[] {
  const temperatures: number[] = [];
  for (let zone = 0; ; zone++) {
    const text = read(`/sys/class/thermal/thermal_zone${zone}/temp`);
    if (text === undefined) return temperatures;
    const milliC = Number(text.trim());
    if (text.trim() !== '' && Number.isFinite(milliC)) temperatures.push(Math.round(milliC / 100) / 10);
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
