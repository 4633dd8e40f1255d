import { orDoubt } from './doubts.ts';
import { parseList } from './parse-list.ts';
import { type Read, readCount } from './read.ts';
import type { CpuKind } from './types.ts';

const CPUS = '/sys/devices/system/cpu';

/** Intel's names of the core types, the weakest first. */
const INTEL = [
  ['LP', 'cpu_lowpower'],
  ['E', 'cpu_atom'],
  ['P', 'cpu_core'],
] as const;

/** Boost bins make equal cores differ by a few percent in their top clock; a real second kind differs by far more. */
const SAME_KIND = 0.85;

/**
 * Kinds of cores, the weakest first; empty for a machine with one kind, or where nothing is told.
 * Evidence in order: ARM's MIDR, Intel's core types, base clock, nominal clock, top clock, capacity; the order is hwloc's.
 * A stronger source that sees one kind settles the matter, but for the nominal clock, which is often equal or 0.
 * Cores of one base clock whose top clocks differ by far are two kinds all the same.
 */
export function readKinds(read: Read, online: readonly number[], doubts: string[]): CpuKind[] {
  const onlineSet = new Set(online);
  const maxMHz = (cpus: readonly number[]): number | null => {
    const kHz = Math.max(0, ...cpus.map((cpu) => readCount(read, `${CPUS}/cpu${cpu}/cpufreq/cpuinfo_max_freq`) ?? 0));
    return kHz > 0 ? Math.round(kHz / 1000) : null;
  };
  const named = (groups: readonly number[][], names?: readonly string[]): CpuKind[] => {
    if (groups.length < 2) return [];
    const fallback = groups.length === 2 ? ['E', 'P'] : groups.map((_, i) => `kind ${i}`);
    return groups.map((cpus, i) => ({ name: (names ?? fallback)[i], cpus, maxMHz: maxMHz(cpus) }));
  };

  const midr = partition(online, (cpu) => read(`${CPUS}/cpu${cpu}/regs/identification/midr_el1`)?.trim());
  if (midr) {
    const strength = (cpus: readonly number[]) =>
      Math.max(...cpus.map((cpu) => readCount(read, `${CPUS}/cpu${cpu}/cpu_capacity`) ?? 0));
    return named(midr.sort((a, b) => strength(a) - strength(b) || (maxMHz(a) ?? 0) - (maxMHz(b) ?? 0)));
  }
  const intel = INTEL.map(([name, folder]) => {
    const cpus = orDoubt(() => parseList(read(`/sys/devices/${folder}/cpus`) ?? ''), `${folder} CPUs`, doubts) ?? [];
    return { name, cpus: cpus.filter((cpu) => onlineSet.has(cpu)) };
  }).filter(({ cpus }) => cpus.length > 0);
  if (intel.length > 0)
    return named(
      intel.map(({ cpus }) => cpus),
      intel.map(({ name }) => name),
    );

  const topClock = (cpu: number) => readCount(read, `${CPUS}/cpu${cpu}/cpufreq/cpuinfo_max_freq`);
  const base = byValue(online, (cpu) => readCount(read, `${CPUS}/cpu${cpu}/cpufreq/base_frequency`));
  if (base) return named(base.flatMap((cpus) => byValue(cpus, topClock, SAME_KIND) ?? [cpus]));
  const nominal = byValue(online, (cpu) => readCount(read, `${CPUS}/cpu${cpu}/acpi_cppc/nominal_freq`) || undefined);
  if (nominal && nominal.length > 1) return named(nominal);
  const top = byValue(online, topClock, SAME_KIND);
  if (top) return named(top);
  return named(byValue(online, (cpu) => readCount(read, `${CPUS}/cpu${cpu}/cpu_capacity`)) ?? []);
}

/** CPUs grouped by a value; `undefined` unless every CPU has one. */
function partition<K>(cpus: readonly number[], valueFor: (cpu: number) => K | undefined): number[][] | undefined {
  const groups = new Map<K, number[]>();
  for (const cpu of cpus) {
    const value = valueFor(cpu);
    if (value === undefined) return undefined;
    const group = groups.get(value);
    if (group) group.push(cpu);
    else groups.set(value, [cpu]);
  }
  return [...groups.values()];
}

/** Groups by a number, the smallest first; values above `tolerance` times a group's largest join that group. */
function byValue(
  cpus: readonly number[],
  valueFor: (cpu: number) => number | undefined,
  tolerance = 1,
): number[][] | undefined {
  const found = new Map<number, number>();
  const groups = partition(cpus, (cpu) => {
    const value = valueFor(cpu);
    if (value !== undefined) found.set(cpu, value);
    return value;
  });
  if (!groups) return undefined;
  const merged: { top: number; cpus: number[] }[] = [];
  for (const group of groups.sort((a, b) => found.get(b[0])! - found.get(a[0])!)) {
    const value = found.get(group[0])!;
    const last = merged.at(-1);
    if (last && value > last.top * tolerance) last.cpus.push(...group);
    else merged.push({ top: value, cpus: [...group] });
  }
  return merged.reverse().map((group) => group.cpus.sort((a, b) => a - b));
}
