import { cpus as osCpus } from 'node:os';
import { fieldOf, type Read, readCount } from './read.ts';
import type { MachineInfo, Topology } from './types.ts';

/** Vendor, model and clocks of the processor: /proc/cpuinfo and cpufreq on Linux, else what `os.cpus()` tells. */
export function describeCpu(read: Read, topology: Topology): Omit<MachineInfo['cpu'], 'kinds'> {
  const info = read('/proc/cpuinfo');
  const text = (...names: string[]): string | null => names.map((name) => fieldOf(info, name)).find(Boolean) ?? null;
  const number = (name: string): number | null => {
    const value = fieldOf(info, name);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
  };
  const highestMHz = (name: string): number | null => {
    const online = topology.cpus.filter((cpu) => cpu.online);
    const kHz = online.map((cpu) => readCount(read, `/sys/devices/system/cpu/cpu${cpu.id}/cpufreq/${name}`) ?? 0);
    const highest = Math.max(0, ...kHz);
    return highest > 0 ? Math.round(highest / 1000) : null;
  };
  const first = topology.cpus.find((cpu) => cpu.online)?.id ?? 0;
  return {
    vendor: text('vendor_id', 'CPU implementer'),
    model: readModel(read, topology),
    family: number('cpu family'),
    modelId: number('model'),
    stepping: number('stepping'),
    microcode: text('microcode'),
    baseMHz: highestMHz('base_frequency'),
    maxMHz: highestMHz('cpuinfo_max_freq'),
    cacheLineBytes: readCount(read, `/sys/devices/system/cpu/cpu${first}/cache/index0/coherency_line_size`) ?? null,
  };
}

/** The processor's name; `null` where it has none. Only of this machine `os.cpus()` knows something. */
export function readModel(read: Read, { source }: Pick<Topology, 'source'>): string | null {
  const info = read('/proc/cpuinfo');
  const named = ['model name', 'cpu', 'Model Name', 'CPU part'].map((name) => fieldOf(info, name)).find(Boolean);
  if (named) return named;
  const here = source === 'os' || source === 'sysfs';
  return (here && info === undefined && osCpus()[0]?.model.trim()) || null;
}
