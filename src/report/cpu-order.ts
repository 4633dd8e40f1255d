/** CPUs in the order in which the machine is built, so that neighbours in a picture are neighbours in the machine. */
import type { LabResult } from './schema.ts';

export type CpuPlace = NonNullable<LabResult['machine']['topology']['places']>[number];

/** Between two CPUs of the order. */
export interface Border {
  /** Index of the first CPU behind it. */
  readonly before: number;
  /** `node`: another NUMA node or package begins. `l3`: another level-3 cache. */
  readonly of: 'node' | 'l3';
}

export interface CpuOrder {
  /** Numbers of the kernel. */
  readonly cpus: readonly number[];
  readonly borders: readonly Border[];
}

/** From the outside in. */
const LEVELS = ['package', 'numa', 'die', 'l3', 'l2', 'cluster', 'core', 'smtRank'] as const;

/** CPUs without a place come last, by number. A level at which every CPU is alone has no borders: they would be all one saw. */
export function orderCpus(cpus: readonly number[], places: readonly CpuPlace[]): CpuOrder {
  const placeOf = placesByCpu(places);
  const ordered = [...cpus].sort((a, b) => compare(placeOf.get(a), placeOf.get(b)) || a - b);
  const nodes = new Set(bordersOf(ordered, placeOf, ['package', 'numa']));
  const caches = bordersOf(ordered, placeOf, ['l3']).filter((before) => !nodes.has(before));
  const all = [...[...nodes].map((before) => [before, 'node'] as const), ...caches.map((b) => [b, 'l3'] as const)];
  return {
    cpus: ordered,
    borders: all.map(([before, of]) => ({ before, of })).sort((a, b) => a.before - b.before),
  };
}

export function placesByCpu(places: readonly CpuPlace[]): ReadonlyMap<number, CpuPlace> {
  return new Map(places.map((place) => [place.cpu, place]));
}

function compare(a: CpuPlace | undefined, b: CpuPlace | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  for (const level of LEVELS) {
    const difference = (a[level] ?? -1) - (b[level] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function bordersOf(
  cpus: readonly number[],
  placeOf: ReadonlyMap<number, CpuPlace>,
  levels: readonly ('package' | 'numa' | 'l3')[],
): number[] {
  const groupOf = (cpu: number) => levels.map((level) => placeOf.get(cpu)?.[level] ?? '').join('/');
  const found = cpus.flatMap((cpu, at) => (at > 0 && groupOf(cpu) !== groupOf(cpus[at - 1]) ? [at] : []));
  return found.length === cpus.length - 1 && cpus.length > 2 ? [] : found;
}
