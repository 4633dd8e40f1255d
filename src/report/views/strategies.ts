/** Which strategy is best: bars with intervals, both back ends side by side, best first. */
import { linearAxis } from '../axis.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { compareCells } from '../compare-cells.ts';
import { range, significant } from '../quantity.ts';
import { fullLabel, sweptLabel } from '../row-label.ts';
import type { LabResult } from '../schema.ts';
import { sectionScale } from '../section-scale.ts';
import { BACKEND_NAMES, backendColour, errorBars } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, View } from '../view.ts';

export default {
  name: 'strategies',
  title: 'Strategies compared',
  build(record, _section, summary) {
    const scored = summary.rows.filter((row) => row.median !== null).sort(bestFirst);
    if (scored.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(record, summary, scored), chart: chart(summary, scored), table: null };
  },
} satisfies View;

function bestFirst(a: SummaryRow, b: SummaryRow): number {
  const difference = (b.median ?? 0) - (a.median ?? 0);
  return a.cell.metric.better === 'higher' ? difference : -difference;
}

function sentence(record: LabResult, summary: SectionSummary, scored: readonly SummaryRow[]): string {
  const [best] = scored;
  const { unit, divisor } = sectionScale(summary);
  const interval = best.low === null ? '' : ` (${range(best.low, best.high, divisor)})`;
  const base = summary.baseline;
  const times =
    best.ratio === null || base === null
      ? ''
      : `, ${significant(best.ratio.estimate)} times as good as ${fullLabel(base, summary.section)}`;
  const rivals = rivalsOf(best, scored, record).map((row) => fullLabel(row, summary.section));
  const tie = rivals.length === 0 ? '' : ` It is not clearly better than ${rivals.join('; ')}.`;
  const failed = summary.rows.length - scored.length;
  const missing = failed === 0 ? '' : ` ${failed} ${failed === 1 ? 'cell has' : 'cells have'} no score.`;
  return `Best median: ${fullLabel(best, summary.section)}, with ${significant((best.median ?? 0) / divisor)} ${unit}${interval}${times}.${tie}${missing}`;
}

/** Those next to the best from which the trials do not tell it apart. */
function rivalsOf(best: SummaryRow, scored: readonly SummaryRow[], record: LabResult): SummaryRow[] {
  const others = scored.slice(1);
  const clear = others.findIndex((row) => compareCells(best.cell, row.cell, record).verdict === 'faster');
  return clear === -1 ? others : others.slice(0, clear);
}

function chart(summary: SectionSummary, scored: readonly SummaryRow[]): ChartSpec {
  const { unit, divisor } = sectionScale(summary);
  const name = (row: SummaryRow) => sweptLabel(row, summary.section);
  // Cells without a score come last and are named as such.
  const rows = [...scored, ...summary.rows.filter((row) => row.median === null)];
  const labels = [...new Set(rows.map(name))];
  const backends = (['js', 'wasm'] as const).filter((backend) => rows.some((row) => row.cell.backend === backend));
  // The error-bar plugin places bars by index, so a missing one leaves a hole.
  const datasets = backends.map((backend) => ({
    label: BACKEND_NAMES[backend],
    backgroundColor: backendColour(backend),
    figures: 'var(--ink)',
    halo: 'var(--paper)',
    barPercentage: 0.86,
    categoryPercentage: 0.78,
    ...errorBars('var(--ink)'),
    data: labels.map((label) => {
      const row = rows.find((one) => name(one) === label && one.cell.backend === backend);
      return row === undefined ? { y: label, x: null } : { y: label, ...bar(row, unit, divisor) };
    }),
  }));
  const largest = Math.max(...scored.map((row) => row.high ?? row.median ?? 0)) * 1.08;
  const base = summary.baseline;
  const annotations = base?.median == null ? {} : { baseline: verticalLine(base.median, '') };
  const y = {
    ticks: { color: 'var(--ink)', autoSkip: false },
    grid: { display: false },
    border: { color: 'var(--axis)' },
  };
  return {
    type: 'barWithErrorBars',
    heightPx: 90 + labels.length * (14 + 17 * backends.length),
    data: { labels, datasets },
    options: { ...chartOptions(linearAxis(largest, { title: unit, divisor }), y, annotations, true), indexAxis: 'y' },
  };
}

function bar(row: SummaryRow, unit: string, divisor: number): Record<string, unknown> {
  if (row.median === null) return { x: 0, xMin: 0, xMax: 0, figure: row.verdict, text: `${row.label}: ${row.failure}` };
  const center = row.median;
  const figure = significant(center / divisor);
  const interval = range(row.low, row.high, divisor);
  return {
    x: center,
    xMin: row.low ?? center,
    xMax: row.high ?? center,
    figure,
    text: `${row.label}, ${BACKEND_NAMES[row.cell.backend]}: ${figure} ${unit}${interval === '' ? '' : ` (${interval})`}`,
  };
}
