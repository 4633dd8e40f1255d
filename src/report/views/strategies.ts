/** Which strategy is best: bars with intervals, both back ends side by side, best first. */
import { linearAxis } from '../axis.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { range, significant } from '../quantity.ts';
import { sweptLabel } from '../row-label.ts';
import { sectionScale } from '../section-scale.ts';
import { BACKEND_NAMES, backendColour, errorBars } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, View } from '../view.ts';

export default {
  name: 'strategies',
  title: 'Strategies compared',
  build(_record, _section, summary) {
    const scored = summary.rows.filter((row) => row.median !== null).sort(bestFirst);
    if (scored.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(summary, scored), chart: chart(summary, scored), table: null };
  },
} satisfies View;

function bestFirst(a: SummaryRow, b: SummaryRow): number {
  const difference = (b.median ?? 0) - (a.median ?? 0);
  return a.cell.metric.better === 'higher' ? difference : -difference;
}

function sentence(summary: SectionSummary, scored: readonly SummaryRow[]): string {
  const [best] = scored;
  const { unit, divisor } = sectionScale(summary);
  const interval = best.low === null ? '' : ` (${range(best.low, best.high, divisor)})`;
  const figure = `${significant((best.median ?? 0) / divisor)} ${unit}${interval}`;
  const base = summary.baseline;
  const times =
    best.ratio === null || base === null
      ? ''
      : `, ${significant(best.ratio.estimate)} times as good as ${base.label} as ${BACKEND_NAMES[base.cell.backend]}`;
  const failed = summary.rows.length - scored.length;
  const missing = failed === 0 ? '' : ` ${failed} ${failed === 1 ? 'cell has' : 'cells have'} no score.`;
  return `Best is ${best.label} as ${BACKEND_NAMES[best.cell.backend]}: ${figure}${times}.${missing}`;
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
