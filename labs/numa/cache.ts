/** Whether a walk through memory may have been answered by a cache: as the record tells the size of the L3 caches. */
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';

const MIB = 2 ** 20;
const LINE_BYTES = 64;

/** A walk through less than so many times a cache finds much of it there, whichever lines the cache keeps. */
const LEAST_TIMES = 2;

/**
 * The largest L3 cache of the machine, in bytes, of a profile's part `L3:8x32M+1x96M`; `null` where the machine does not tell the size
 * of all of them.
 */
export function largestL3(profile: string): number | null {
  const [, caches = ''] = /(?:^|\|)L3:([^|]*)/.exec(profile) ?? [];
  const sizes = caches.split('+').map((one) => {
    const [, size, unit] = /^\d+x(\d+)([KM])$/.exec(one) ?? [];
    return Number(size) * (unit === 'M' ? MIB : 1024);
  });
  return sizes.some(Number.isNaN) ? null : Math.max(...sizes);
}

/** Bytes of the region that pass through one L3 cache: through the one with the fewest of the row's threads. */
function bytesPerL3(places: LabResult['machine']['topology']['places'], { cell }: SummaryRow, does: unknown): number {
  const l3Of = new Map(places?.map(({ cpu, l3 }) => [cpu, l3]));
  const groups = Map.groupBy(cell.placement.cpus, (cpu) => (cpu === null ? undefined : l3Of.get(cpu)));
  const threads = Math.min(...[...groups.values()].map(({ length }) => length));
  const { lines = 0, linesEach = lines } = cell.params;
  return threads * linesEach * LINE_BYTES * (does === 'copy' ? 2 : 1);
}

/** Why a walk tells of a cache as much as of memory, as a clause; `null` where it does not, or the caches' size is not known. */
export function cacheDoubt({ machine }: LabResult, row: SummaryRow, does: unknown): string | null {
  const l3 = largestL3(machine.profile);
  const bytes = bytesPerL3(machine.topology.places, row, does);
  if (l3 === null || bytes >= LEAST_TIMES * l3) return null;
  return `an L3 cache of ${l3 / MIB} MiB keeps much of the ${bytes / MIB} MiB that its threads walk through`;
}
