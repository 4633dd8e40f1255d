import type { Read } from './read.ts';
import type { Topology } from './types.ts';

/** A level-2 or level-3 cache. */
export interface Cache {
  readonly level: 2 | 3;
  /** The number that its CPUs have in `Cpu.l2` or `Cpu.l3`. */
  readonly group: number;
  readonly cpus: readonly number[];
  /** `null`: not told. */
  readonly sizeKB: number | null;
}

/** The caches of the topology with their sizes, as the first CPU of each tells. */
export function readCaches(read: Read, topology: Topology): Cache[] {
  return ([2, 3] as const).flatMap((level) => {
    const key = level === 2 ? 'l2' : 'l3';
    const groups = Map.groupBy(
      topology.cpus.filter((cpu) => cpu[key] !== undefined),
      (cpu) => cpu[key]!,
    );
    return [...groups].map(([group, cpus]) => ({
      level,
      group,
      cpus: cpus.map((cpu) => cpu.id),
      sizeKB: readSize(read, cpus[0].id, level),
    }));
  });
}

function readSize(read: Read, cpu: number, level: 2 | 3): number | null {
  for (let index = 0; index < 8; index++) {
    const folder = `/sys/devices/system/cpu/cpu${cpu}/cache/index${index}`;
    if (read(`${folder}/level`)?.trim() !== String(level)) continue;
    const size = /^(\d+)([KM])$/.exec(read(`${folder}/size`)?.trim() ?? '');
    return size && Number(size[1]) > 0 ? Number(size[1]) * (size[2] === 'M' ? 1024 : 1) : null;
  }
  return null;
}
