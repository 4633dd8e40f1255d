/** What JavaScript costs over WebAssembly for the same source: a ratio per subject, paired by block. */
import { median } from '../../stats/median.ts';
import { logAxis, rowAxis } from '../axis.ts';
import { chartOptions, floorBand, verticalLine } from '../chart-options.ts';
import { type Comparison, compareCells, type Ratio } from '../compare-cells.ts';
import { range, significant } from '../quantity.ts';
import { sweptLabel } from '../row-label.ts';
import type { LabResult } from '../schema.ts';
import { backendColour, errorBars } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, View } from '../view.ts';

interface Pair {
  readonly name: string;
  readonly ratio: Ratio;
  readonly verdict: Comparison['verdict'];
}

export default {
  name: 'backends',
  title: 'What JavaScript costs over WebAssembly',
  build(record, _section, summary) {
    const pairs = pairsOf(record, summary);
    if (pairs.length === 0) {
      return { sentence: 'No chart: no subject has a score with both back ends.', chart: null, table: null };
    }
    const rows = pairs.map(({ name, ratio, verdict }) => [
      name,
      significant(ratio.estimate),
      range(ratio.low, ratio.high) || '–',
      verdict,
    ]);
    return {
      sentence: sentence(pairs),
      chart: chart(pairs, summary),
      table: { head: ['subject', 'WebAssembly over JavaScript', '95 % interval', 'verdict'], rows },
    };
  },
} satisfies View;

function pairsOf(record: LabResult, { rows, section }: SectionSummary): Pair[] {
  const name = (row: SummaryRow) => sweptLabel(row, section);
  return rows
    .filter((row) => row.cell.backend === 'wasm')
    .flatMap((wasm) => {
      const js = rows.find((row) => row.cell.backend === 'js' && name(row) === name(wasm));
      if (js === undefined) return [];
      const { ratio, verdict } = compareCells(wasm.cell, js.cell, record);
      return ratio === null ? [] : [{ name: name(wasm), ratio, verdict }];
    })
    .sort((a, b) => b.ratio.estimate - a.ratio.estimate);
}

/** Speaks of what was decided; trials in two groups, say, decide nothing. */
function sentence(pairs: readonly Pair[]): string {
  const decided = pairs.filter(({ verdict }) => verdict !== 'inconclusive');
  const open = pairs.filter(({ verdict }) => verdict === 'inconclusive').map(({ name }) => name);
  const rest = open.length === 0 ? '' : ` Inconclusive: ${open.join(', ')}.`;
  if (decided.length === 0) return `No ratio of WebAssembly to JavaScript is conclusive.${rest}`;
  const figure = ({ name, ratio }: Pair) => `${significant(ratio.estimate)} (${name})`;
  const most = figure(decided[0]);
  const middle = significant(median(decided.map(({ ratio }) => ratio.estimate)));
  const spread = decided.length === 1 ? most : `between ${figure(decided[decided.length - 1])} and ${most}`;
  const typical = decided.length === 1 ? '' : `; the median is ${middle}`;
  return `As WebAssembly the same source is ${spread} times as good as JavaScript${typical}.${rest}`;
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
