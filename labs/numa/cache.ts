/** Whether a walk through memory may have been answered by a cache. */
import { l3MB } from '../../src/report/l3-size.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';

const LINES_PER_MB = 2 ** 14;

/** A walk through less than so many times a cache finds much of it there, whichever lines the cache keeps. */
const LEAST_TIMES = 2;

/** MB of the row's region that pass through one L3 cache: through the one with the fewest of its threads. */
function perL3({ machine }: LabResult, { cell }: SummaryRow, does: unknown): number {
  const l3Of = new Map(machine.topology.places?.map(({ cpu, l3 }) => [cpu, l3]));
  const groups = Map.groupBy(cell.placement.cpus, (cpu) => (cpu === null ? undefined : l3Of.get(cpu)));
  const threads = Math.min(...[...groups.values()].map(({ length }) => length));
  const lines = Number(cell.params.lines ?? cell.params.linesEach);
  return (threads * lines * (does === 'copy' ? 2 : 1)) / LINES_PER_MB;
}

/** Why a walk tells of a cache as much as of memory, as a clause; `null` where it does not, or the caches' size is not known. */
export function cacheDoubt(record: LabResult, row: SummaryRow, does: unknown): string | null {
  const [cache, region] = [l3MB(record), perL3(record, row, does)];
  if (cache === null || region >= LEAST_TIMES * cache) return null;
  return `an L3 cache of ${cache} MiB keeps much of the ${region} MiB that its threads walk through`;
}
