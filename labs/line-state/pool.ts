/** Whether lines of the states `exclusive` and `memory` had left all caches when they came round again (bench/operation/_states.ts). */
import type { SummaryRow } from '../../src/report/summary.ts';

/** Half of the pool's lines are used. Twice the cache must pass through it, until what was there is gone. */
const LEAST_POOL = 4;

/** Why the pool of the row's cell may not have been large enough; `null`: it was. */
export function poolDoubt(l3MB: number | null, { cell }: SummaryRow): string | null {
  const { poolMB } = cell.params;
  if (l3MB === null)
    return `The size of the L3 cache is not known: lines of a pool of ${poolMB} MB may have stayed in it.`;
  if (poolMB >= LEAST_POOL * l3MB) return null;
  return `Lines of a pool of ${poolMB} MB may have stayed in an L3 cache of ${l3MB} MB: expected a pool ${LEAST_POOL} times as large.`;
}
