/** Which lock is never far from the best, whatever the situation. */
import type { Backend } from '../../src/contract.ts';
import type { Facts, Findings } from '../../src/lab/findings.ts';
import { duration } from '../../src/report/quantity.ts';
import type { SummaryRow } from '../../src/report/summary.ts';

/** Rows of a section that are compared with each other, and in words when that is. */
interface Situation {
  readonly said: string;
  /** Best first. */
  readonly rows: readonly SummaryRow[];
}

export interface AllRounder {
  readonly name: string;
  /** Its throughput over that of the best lock, in the situation that suits it least. */
  readonly share: number;
}

export interface Comparison {
  readonly backend: Backend;
  readonly situations: readonly Situation[];
  /** Locks that were measured in every situation, best first. */
  readonly locks: readonly AllRounder[];
}

/** As WebAssembly, where it was measured; `null` where no ratio has an interval yet, or nothing was measured. */
export function compareAllRound(found: Findings): Comparison | null {
  for (const backend of ['wasm', 'js'] as const) {
    const situations = situationsOf(found, backend);
    const names = [...new Set(situations.flatMap(({ rows }) => rows.map((row) => row.cell.subject)))];
    const locks = names.flatMap((name): AllRounder[] => {
      const shares = situations.map(({ rows }) => shareOf(found, rows, name));
      return shares.includes(null) ? [] : [{ name, share: Math.min(...shares.map((share) => share ?? 0)) }];
    });
    if (locks.length > 0) return { backend, situations, locks: locks.sort((a, b) => b.share - a.share) };
  }
  return null;
}

function situationsOf(found: Findings, backend: Backend): Situation[] {
  const isLock = (facts: Facts) => facts.control === undefined;
  const rows = (section: string) => found.rows(section, backend, isLock);
  const wanted = ([row]: readonly SummaryRow[], how: string) => `${row?.cell.threads} threads ${how}`;
  const [seated, crowded] = [rows('contended'), rows('crowded')];
  const long = Map.groupBy(rows('section-length'), (row) => row.x ?? 0);
  return [
    { said: 'one thread wants it', rows: rows('uncontended') },
    { said: wanted(seated, 'with a CPU each do'), rows: seated },
    { said: wanted(crowded, 'do'), rows: crowded },
    ...[...long]
      .sort(([a], [b]) => a - b)
      .map(([x, rows]) => ({ said: `${rows[0].cell.threads} do and stay for ${duration(x)}`, rows })),
  ].filter(({ rows }) => rows.length > 0);
}

/** `null`: not measured there, or in too few blocks for an interval. */
function shareOf(found: Findings, [best, ...others]: readonly SummaryRow[], name: string): number | null {
  if (best.cell.subject === name) return 1;
  const own = others.find((row) => row.cell.subject === name);
  const ratio = found.ratio(own, best);
  if (own?.cell.trials.some((trial) => trial.ops === 0)) return 0; // stalled: as far from the best as can be
  return ratio?.low == null ? null : ratio.estimate;
}
