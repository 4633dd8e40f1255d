/**
 * Several subjects in several cases: for sections whose lab calls a cell `SUBJECT, CASE`. A row for each case, a point for each subject,
 * one under the other, so that points do not cover each other.
 */
import { logAxis, rowAxis } from '../axis.ts';
import { chartOptions } from '../chart-options.ts';
import { duration, range, significant } from '../quantity.ts';
import { costBounds } from '../series.ts';
import { BACKEND_NAMES, errorBars, pointShape, seriesColour } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Point {
  readonly series: string;
  readonly case: string;
  readonly row: SummaryRow;
  readonly ns: number;
}

/** Height of a row that the points of a case share. */
const SPREAD = 0.7;

export default {
  name: 'cases',
  title: 'Cost per operation, case by case',
  build(_record, _section, summary) {
    const points = pointsOf(summary);
    if (points.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(points), chart: chart(points), table: table(points) };
  },
} satisfies View;

function pointsOf({ rows }: SectionSummary): Point[] {
  const several = new Set(rows.map(({ cell }) => cell.backend)).size > 1;
  return rows.flatMap((row) => {
    const { cell, label, perOpNs } = row;
    if (perOpNs === null || !(perOpNs > 0) || !Number.isFinite(perOpNs)) return [];
    const series = several ? `${cell.subject}, ${BACKEND_NAMES[cell.backend]}` : cell.subject;
    const rest = label.startsWith(`${cell.subject}, `) ? label.slice(cell.subject.length + 2) : label;
    return [{ series, case: rest, row, ns: perOpNs }];
  });
}

const namesOf = (points: readonly Point[]) => [...new Set(points.map(({ series }) => series))];
const casesOf = (points: readonly Point[]) => [...new Set(points.map((point) => point.case))];

/** Which case makes the greatest difference to one subject, and in which case subjects differ most. */
function sentence(points: readonly Point[]): string {
  const bySeries = widest(Map.groupBy(points, ({ series }) => series));
  const byCase = widest(Map.groupBy(points, (point) => point.case));
  const cases = `${bySeries.name} takes ${duration(bySeries.least.ns)} in the cheapest case (${bySeries.least.case}) and ${duration(bySeries.most.ns)} in the dearest (${bySeries.most.case})`;
  const subjects = `in one case (${byCase.name}) the cost goes from ${duration(byCase.least.ns)} (${byCase.least.series}) to ${duration(byCase.most.ns)} (${byCase.most.series})`;
  return `The widest spans: ${cases}; ${subjects}.`;
}

function widest(groups: ReadonlyMap<string, readonly Point[]>): { name: string; least: Point; most: Point } {
  const spans = [...groups].map(([name, points]) => {
    const sorted = [...points].sort((a, b) => a.ns - b.ns);
    return { name, least: sorted[0], most: sorted[sorted.length - 1] };
  });
  const width = ({ least, most }: (typeof spans)[number]) => most.ns / least.ns;
  return spans.reduce((best, span) => (width(span) > width(best) ? span : best));
}

function chart(points: readonly Point[]): ChartSpec {
  const series = namesOf(points);
  const cases = casesOf(points);
  const subjects = [...new Set(points.map(({ row }) => row.cell.subject))];
  const ends = points.flatMap((point) => [point.ns, ...costBounds({ ...point.row, perOpNs: point.ns })]);
  const x = logAxis(Math.min(...ends), Math.max(...ends), { title: 'ns per operation' });
  const datasets = series.map((name, i) => {
    const own = points.filter((point) => point.series === name);
    const { cell } = own[0].row;
    const nth = subjects.indexOf(cell.subject);
    const colour = seriesColour(nth);
    const shift = series.length === 1 ? 0 : (i / (series.length - 1) - 0.5) * SPREAD;
    return {
      label: name,
      data: own.map((point) => {
        const [xMin, xMax] = costBounds({ ...point.row, perOpNs: point.ns });
        const y = cases.indexOf(point.case) + shift;
        const interval = xMin === xMax ? '' : range(xMin, xMax);
        const text = `${name}, ${point.case}: ${duration(point.ns)}${interval === '' ? '' : ` (${interval})`}`;
        return { x: point.ns, y, xMin, xMax, yMin: y, yMax: y, text };
      }),
      pointStyle: pointShape(cell.backend, nth),
      pointRadius: 5,
      backgroundColor: colour,
      borderColor: colour,
      ...errorBars(colour),
    };
  });
  return {
    type: 'scatterWithErrorBars',
    heightPx: 110 + cases.length * (16 + 9 * series.length),
    data: { datasets },
    options: chartOptions(x, rowAxis(cases), {}, true),
  };
}

function table(points: readonly Point[]): TextTwin {
  const series = namesOf(points);
  const rows = casesOf(points).map((one) => [
    one,
    ...series.map((name) => {
      const point = points.find((candidate) => candidate.case === one && candidate.series === name);
      return point ? significant(point.ns) : '–';
    }),
  ]);
  return { head: ['case', ...series.map((name) => `${name}, ns`)], rows };
}
