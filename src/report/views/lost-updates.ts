/** What a counter lost: the share of its additions that never arrived, as a bar from zero with the range of its trials. */
import { median } from '../../stats/median.ts';
import { linearAxis } from '../axis.ts';
import { cellNames } from '../cell-names.ts';
import { chartOptions } from '../chart-options.ts';
import { labelAxis, rowHeightPx, titled } from '../label-axis.ts';
import { significant } from '../quantity.ts';
import type { Cell } from '../schema.ts';
import { BACKEND_NAMES, backendColour, errorBars } from '../series-style.ts';
import type { SectionSummary } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

/** A cell whose trials counted their losses. Medians and extremes are over the trials. */
interface Loss {
  readonly name: string;
  readonly backend: Cell['backend'];
  readonly lost: number;
  readonly ops: number;
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

export default {
  name: 'lost-updates',
  title: 'Lost updates',
  build(_record, _section, summary) {
    const losses = lossesOf(summary);
    if (losses.length === 0) return { sentence: 'No chart: no trial counted lost updates.', chart: null, table: null };
    return { sentence: sentence(losses), chart: chart(losses), table: table(losses) };
  },
} satisfies View;

/** Cells that broke an invariant too: a loss where none may be is what this view is for. */
function lossesOf(summary: SectionSummary): Loss[] {
  const names = cellNames(summary);
  return summary.rows.flatMap(({ cell }): Loss[] => {
    const counted = cell.trials.flatMap(({ figures, ops }) =>
      figures?.lost === undefined || ops === 0 ? [] : [{ lost: figures.lost, ops }],
    );
    if (counted.length === 0) return [];
    const shares = counted.map(({ lost, ops }) => lost / ops);
    return [
      {
        name: names.get(cell.id) ?? cell.id,
        backend: cell.backend,
        lost: median(counted.map(({ lost }) => lost)),
        ops: median(counted.map(({ ops }) => ops)),
        share: median(shares),
        least: Math.min(...shares),
        most: Math.max(...shares),
      },
    ];
  });
}

/** `percent` has one decimal below 10 %; a loss of one in a million is a loss. */
function shareText(share: number): string {
  return `${significant(share * 100)} %`;
}

function sentence(losses: readonly Loss[]): string {
  const worst = losses.reduce((most, one) => (one.share > most.share ? one : most));
  const exact = losses.filter(({ most }) => most === 0).length;
  if (exact === losses.length) return `No addition was lost in any of the ${losses.length} cells.`;
  const span = `between ${shareText(worst.least)} and ${shareText(worst.most)} in a trial`;
  const count = `${Math.round(worst.lost).toLocaleString('en-GB')} of ${Math.round(worst.ops).toLocaleString('en-GB')}`;
  return `Most is lost by ${worst.name}: ${shareText(worst.share)} of the additions (${span}; ${count}). ${exact} of ${losses.length} cells lost none.`;
}

function chart(losses: readonly Loss[]): ChartSpec {
  const labels = losses.map(({ name }) => name);
  const backends = (['js', 'wasm'] as const).filter((backend) => losses.some((loss) => loss.backend === backend));
  const datasets = backends.map((backend) => ({
    label: BACKEND_NAMES[backend],
    backgroundColor: backendColour(backend),
    figures: 'var(--ink)',
    halo: 'var(--paper)',
    grouped: false,
    barPercentage: 0.8,
    categoryPercentage: 0.9,
    ...errorBars('var(--ink)'),
    data: losses.map((loss) => (loss.backend === backend ? bar(loss) : { y: loss.name, x: null })),
  }));
  const most = Math.max(0.0001, ...losses.map((loss) => loss.most));
  const x = titled(linearAxis(most * 1.35, { title: '', divisor: 0.01 }), [
    '% of the additions lost',
    '(bar: median; line: all trials)',
  ]);
  return {
    type: 'barWithErrorBars',
    heightPx: 100 + rowHeightPx(labels, 26) * labels.length,
    data: { labels, datasets },
    options: { ...chartOptions(x, labelAxis(labels), {}, backends.length > 1), indexAxis: 'y' },
  };
}

function bar({ name, share, least, most }: Loss): Record<string, unknown> {
  const text = `${name}: ${shareText(share)} (${shareText(least)} to ${shareText(most)})`;
  return { y: name, x: share, xMin: least, xMax: most, figure: shareText(share), text };
}

function table(losses: readonly Loss[]): TextTwin {
  const whole = (value: number) => Math.round(value).toLocaleString('en-GB');
  const head = ['cell', 'lost in a trial', 'additions in a trial', 'share lost', 'least', 'greatest'];
  const rows = losses.map(({ name, lost, ops, share, least, most }) => {
    return [name, whole(lost), whole(ops), ...[share, least, most].map(shareText)];
  });
  return { head, rows };
}
