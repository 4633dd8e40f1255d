/** The lines of a swept chart: a section's cells by subject and back end, each line in the order of the swept parameter. */
import { fullLabel } from './row-label.ts';
import type { Cell } from './schema.ts';
import { backendShape, errorBars, seriesColour, seriesDash } from './series-style.ts';
import type { SectionSummary, SummaryRow } from './summary.ts';
import { nsPerOp } from './value.ts';

/** A cell with a score at a value of the swept parameter. */
export interface SweptRow extends SummaryRow {
  readonly x: number;
  readonly perOpNs: number;
}

export interface Series {
  readonly name: string;
  /** Number of its subject within the chart: both back ends of a subject have one colour. */
  readonly subject: number;
  readonly backend: Cell['backend'];
  /** At least one, in the order of x. */
  readonly rows: readonly SweptRow[];
}

/** In the section's order. Empty where the section sweeps nothing or no cell has a score. */
export function seriesOf({ rows, section }: SectionSummary): Series[] {
  const scored = rows.filter(isSwept);
  const subjects = [...new Set(scored.map((row) => row.label))];
  const lines = Map.groupBy(scored, (row) => fullLabel({ ...row, x: null }, section));
  return [...lines].map(([name, line]) => ({
    name,
    subject: subjects.indexOf(line[0].label),
    backend: line[0].cell.backend,
    rows: line.sort((a, b) => a.x - b.x),
  }));
}

/** All values of the swept parameter, ascending. */
export function sweptValues(series: readonly Series[]): number[] {
  return [...new Set(series.flatMap((one) => one.rows.map((row) => row.x)))].sort((a, b) => a - b);
}

/** What an operation costs at the ends of the row's interval, or at its median where it has none. */
export function costBounds({
  cell,
  low,
  high,
  perOpNs,
}: Pick<SweptRow, 'cell' | 'low' | 'high' | 'perOpNs'>): [least: number, most: number] {
  if (low === null || high === null) return [perOpNs, perOpNs];
  const ends = [nsPerOp(cell, low), nsPerOp(cell, high)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Line and points: colour and dashes by subject, shape and width by back end. */
export function lineStyle({ name, subject, backend }: Series): Record<string, unknown> {
  const colour = seriesColour(subject);
  return {
    label: name,
    showLine: true,
    pointStyle: backendShape(backend),
    pointRadius: 5,
    backgroundColor: colour,
    borderColor: colour,
    borderWidth: backend === 'js' ? 1.25 : 2,
    borderDash: seriesDash(subject),
    ...errorBars(colour),
  };
}

function isSwept(row: SummaryRow): row is SweptRow {
  return row.x !== null && row.x > 0 && row.perOpNs !== null && row.perOpNs > 0 && Number.isFinite(row.perOpNs);
}
