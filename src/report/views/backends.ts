/** What JavaScript costs over WebAssembly for the same source: a ratio per subject, paired by block. */
import { median } from '../../stats/median.ts';
import { logAxis, rowAxis } from '../axis.ts';
import { chartOptions, floorBand, verticalLine } from '../chart-options.ts';
import { range, significant } from '../quantity.ts';
import { sweptLabel } from '../row-label.ts';
import type { LabResult } from '../schema.ts';
import { backendColour, errorBars } from '../series-style.ts';
import { type Ratio, ratioTo, type SectionSummary, type SummaryRow } from '../summary.ts';
import type { ChartSpec, View } from '../view.ts';

interface Pair {
  readonly name: string;
  readonly ratio: Ratio;
}

export default {
  name: 'backends',
  title: 'What JavaScript costs over WebAssembly',
  build(record, _section, summary) {
    const pairs = pairsOf(record, summary);
    if (pairs.length === 0) {
      return { sentence: 'No chart: no subject has a score with both back ends.', chart: null, table: null };
    }
    const rows = pairs.map(({ name, ratio }) => [
      name,
      significant(ratio.estimate),
      range(ratio.low, ratio.high) || '–',
    ]);
    return {
      sentence: sentence(pairs),
      chart: chart(pairs, summary),
      table: { head: ['subject', 'WebAssembly over JavaScript', '95 % interval'], rows },
    };
  },
} satisfies View;

function pairsOf(record: LabResult, { rows, section }: SectionSummary): Pair[] {
  const name = (row: SummaryRow) => sweptLabel(row, section);
  return rows
    .filter((row) => row.cell.backend === 'wasm')
    .flatMap((wasm) => {
      const js = rows.find((row) => row.cell.backend === 'js' && name(row) === name(wasm));
      const ratio = js === undefined ? null : ratioTo(wasm.cell, js.cell, record.config.seed);
      return ratio === null ? [] : [{ name: name(wasm), ratio }];
    })
    .sort((a, b) => b.ratio.estimate - a.ratio.estimate);
}

function sentence(pairs: readonly Pair[]): string {
  const estimates = pairs.map(({ ratio }) => ratio.estimate);
  const [most] = pairs;
  const least = pairs[pairs.length - 1];
  const spread =
    pairs.length === 1
      ? `${significant(most.ratio.estimate)} times (${most.name})`
      : `between ${significant(least.ratio.estimate)} (${least.name}) and ${significant(most.ratio.estimate)} times (${most.name})`;
  return `As WebAssembly the same source is ${spread} as good as JavaScript; the median is ${significant(median(estimates))}.`;
}

function chart(pairs: readonly Pair[], summary: SectionSummary): ChartSpec {
  const ends = pairs.flatMap(({ ratio }) => [ratio.low ?? ratio.estimate, ratio.high ?? ratio.estimate]);
  const x = logAxis(Math.min(0.9, ...ends), Math.max(1.1, ...ends), { title: 'times as good as JavaScript' });
  const data = pairs.map(({ name, ratio }, y) => ({
    x: ratio.estimate,
    y,
    xMin: ratio.low ?? ratio.estimate,
    xMax: ratio.high ?? ratio.estimate,
    yMin: y,
    yMax: y,
    text: `${name}: ${significant(ratio.estimate)} (${range(ratio.low, ratio.high)})`,
  }));
  const colour = backendColour('wasm');
  return {
    type: 'scatterWithErrorBars',
    heightPx: 80 + 28 * pairs.length,
    data: {
      datasets: [
        {
          label: 'WebAssembly over JavaScript',
          data,
          pointRadius: 5,
          backgroundColor: colour,
          borderColor: colour,
          ...errorBars(colour),
        },
      ],
    },
    options: chartOptions(
      x,
      rowAxis(pairs.map(({ name }) => name)),
      { floor: floorBand(summary.floor.ratio, 'x'), even: verticalLine(1, '') },
      false,
    ),
  };
}
