/** Which lock is never far from the best, whatever the situation. */
import type { Backend } from '../../src/contract.ts';
import type { Facts, Findings } from '../../src/lab/findings.ts';
import type { SummaryRow } from '../../src/report/summary.ts';

/** Rows that are compared with each other. */
interface Situation {
  readonly threads: number;
  readonly insideNs: number;
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
  const long = Map.groupBy(rows('section-length'), (row) => row.x ?? 0);
  return [rows('uncontended'), rows('contended'), rows('crowded'), ...long.values()]
    .filter((rows) => rows.length > 0)
    .map((rows) => ({ threads: rows[0].cell.threads, insideNs: rows[0].cell.params.insideNs ?? 0, rows }));
}

/** `null`: not measured there, or in too few blocks for an interval. */
function shareOf(found: Findings, [best, ...others]: readonly SummaryRow[], name: string): number | null {
  if (best.cell.subject === name) return 1;
  const own = others.find((row) => row.cell.subject === name);
  const ratio = found.ratio(own, best);
  if (own?.cell.trials.some((trial) => trial.ops === 0)) return 0; // stalled: as far from the best as can be
  return ratio?.low == null ? null : ratio.estimate;
}
