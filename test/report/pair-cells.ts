/** Cells that toured pairs of CPUs, on machines of a planned shape: made from a seed, in the style of sample.ts. */
import type { CpuPlace } from '../../src/report/cpu-order.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleRecord } from './sample.ts';
import { threadCell } from './thread-cells.ts';

export interface MachinePlan {
  readonly packages: number;
  readonly coresPerPackage: number;
  readonly coresPerL3: number;
  readonly smt: 1 | 2;
}

/** Numbered as Linux does: all first threads of cores, then all second ones. */
export function placesOf({ packages, coresPerPackage, coresPerL3, smt }: MachinePlan): CpuPlace[] {
  const cores = packages * coresPerPackage;
  return Array.from({ length: cores * smt }, (_, cpu) => {
    const core = cpu % cores;
    const inPackage = Math.floor(core / coresPerPackage);
    const l3 = Math.floor(core / coresPerL3);
    const smtRank = Math.floor(cpu / cores);
    return { cpu, core, smtRank, package: inPackage, l3, l2: core, numa: inPackage, allowed: true, isolated: false };
  });
}

/** 12 CPUs: two cores of two threads, then eight small ones in clusters of four with one L2, all under one L3. */
export function hybridPlaces(): CpuPlace[] {
  return Array.from({ length: 12 }, (_, cpu) => {
    const large = cpu < 4;
    const core = large ? Math.floor(cpu / 2) : cpu - 2;
    const l2 = large ? core : 2 + Math.floor((cpu - 4) / 4);
    const where = { package: 0, l3: 0, numa: 0, kind: large ? 1 : 0 };
    return { cpu, core, smtRank: large ? cpu % 2 : 0, l2, ...where, allowed: true, isolated: false };
  });
}

/** Nanoseconds between two places. */
export type Cost = (a: CpuPlace, b: CpuPlace) => number;

export const byDistance: Cost = (a, b) => {
  if (a.core === b.core) return 10;
  if (a.l3 === b.l3) return 25;
  return a.package === b.package ? 45 : 110;
};

interface TourPlan {
  readonly subject: string;
  readonly backend?: Cell['backend'];
  readonly cost?: Cost;
  readonly passes?: number;
  /** Part of the pairs that are visited. */
  readonly share?: number;
}

export function tourCell(places: readonly CpuPlace[], plan: TourPlan): Cell {
  const { subject, backend = 'wasm', cost = byDistance, passes = 4, share = 1 } = plan;
  const random = createRandom(11);
  const pairs = places.flatMap((a, at) =>
    places.slice(at + 1).flatMap((b) => {
      if (share < 1 && random.next() > share) return [];
      const ns = cost(a, b) * (0.96 + 0.08 * random.next());
      const cpus: [number, number] = [a.cpu, b.cpu];
      return [{ cpus, ns: Array.from({ length: passes }, () => ns * (0.98 + 0.04 * random.next())) }];
    }),
  );
  const cell = threadCell({
    scenario: 'hand-over',
    subject,
    backend,
    threads: 2,
    value: 25,
    unit: 'ns',
    trials: passes,
  });
  const placement = { ...cell.placement, policy: 'pairs', cpus: [null, null] };
  return { ...cell, id: `${cell.id}/pairs`, placement, pairs };
}

export function machineWith(places: readonly CpuPlace[], trust = 'bare'): LabResult['machine'] {
  const { machine } = sampleRecord();
  return { ...machine, topology: { ...machine.topology, cpus: places.length, places, trust } };
}
