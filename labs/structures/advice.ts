/** Which one of several structures of a kind: those that nothing is surely faster than. */
import type { Findings } from '../../src/lab/findings.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';

export interface Advice {
  readonly what: string;
  readonly best: SummaryRow;
  /** Others that this run cannot tell apart from the best. */
  readonly alike: readonly SummaryRow[];
  /** The next that is surely slower, and by how much; `null` where there is none. */
  readonly behind: SummaryRow | null;
  readonly ratio: Ratio | null;
}

/** `rows`: best first. `null` where no two of them make progress, or one was measured in too few blocks for an interval. */
export function advise(found: Findings, what: string, rows: readonly SummaryRow[]): Advice | null {
  const [best, ...others] = rows.filter(({ cell }) => cell.trials.every(({ ops }) => ops > 0));
  if (others.length === 0) return null;
  const alike: SummaryRow[] = [];
  for (const row of others) {
    const ratio = found.ratio(best, row);
    if (ratio?.low == null) return null;
    if (ratio.low > 1 + found.floor) return { what, best, alike, behind: row, ratio };
    alike.push(row);
  }
  return { what, best, alike, behind: null, ratio: null };
}

/** `treiber, elimination or stack-futex` */
export function nameOf({ best, alike }: Advice): string {
  const names = [best, ...alike].map(({ cell }) => cell.subject);
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}
