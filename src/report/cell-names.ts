import { fullLabel, sweptLabel } from './row-label.ts';
import type { SectionSummary } from './summary.ts';

/** What charts with a row for each cell call the cells, by cell id. The back end is left out where all have the same. */
export function cellNames({ rows, section }: SectionSummary): Map<string, string> {
  const several = new Set(rows.map((row) => row.cell.backend)).size > 1;
  return new Map(rows.map((row) => [row.cell.id, several ? fullLabel(row, section) : sweptLabel(row, section)]));
}
