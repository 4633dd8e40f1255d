/** Every trial where it happened: drift, loud minutes and second modes show as patterns that a median hides. */
import { median } from '../../stats/median.ts';
import { quantile } from '../../stats/quantile.ts';
import { linearAxis, logAxis } from '../axis.ts';
import { chartOptions, floorBand } from '../chart-options.ts';
import { percent, significant } from '../quantity.ts';
import { fullLabel } from '../row-label.ts';
import { sectionScale } from '../section-scale.ts';
import { BACKEND_NAMES, backendColour, backendShape } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Dot {
  readonly name: string;
  readonly backend: 'js' | 'wasm';
  readonly trial: number;
  readonly startNs: bigint;
  /** How good the trial was against its cell's median; above 1 is better. */
  readonly relative: number;
}

export default {
  name: 'trials',
  title: 'Every trial, in measured order',
  build(_record, _section, summary) {
    const dots = summary.rows.flatMap((row) => dotsOf(row, summary));
    if (dots.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(dots, summary), chart: chart(dots, summary), table: table(summary) };
  },
} satisfies View;

function dotsOf(row: SummaryRow, summary: SectionSummary): Dot[] {
  const center = row.median;
  if (center === null) return [];
  const better = (value: number) => (row.cell.metric.better === 'higher' ? value / center : center / value);
  return row.values
    .map((value, at) => {
      const { i, startNs } = row.cell.trials[at];
      const name = fullLabel(row, summary.section);
      return { name, backend: row.cell.backend, trial: i, startNs: BigInt(startNs), relative: better(value) };
    })
    .filter(({ relative }) => relative > 0 && Number.isFinite(relative));
}

function sentence(dots: readonly Dot[], { floor }: SectionSummary): string {
  const distance = (dot: Dot) => Math.abs(Math.log(dot.relative));
  const usual = Math.exp(median(dots.map(distance))) - 1;
  const furthest = dots.reduce((worst, dot) => (distance(dot) > distance(worst) ? dot : worst));
  const side = furthest.relative < 1 ? 'worse' : 'better';
  const far = percent(Math.abs(furthest.relative - 1));
  return `Half of the trials lie within ${percent(usual)} of their cell's median; the furthest is ${far} ${side} (${furthest.name}, trial ${furthest.trial}). The band is the noise floor, ${percent(floor.ratio)}.`;
}

function chart(dots: readonly Dot[], { floor }: SectionSummary): ChartSpec {
  const [first] = dots.map((dot) => dot.startNs).sort((a, b) => (a < b ? -1 : 1));
  const seconds = (dot: Dot) => Number(dot.startNs - first) / 1e9;
  const datasets = (['js', 'wasm'] as const)
    .map((backend) => ({
      label: BACKEND_NAMES[backend],
      data: dots
        .filter((dot) => dot.backend === backend)
        .map((dot) => ({
          x: seconds(dot),
          y: dot.relative,
          text: `${dot.name}, trial ${dot.trial}: ${significant(dot.relative)} of its median`,
        })),
      pointStyle: backendShape(backend),
      pointRadius: 3.5,
      backgroundColor: backendColour(backend),
      borderColor: backendColour(backend),
    }))
    .filter(({ data }) => data.length > 0);
  const relatives = dots.map((dot) => dot.relative);
  const y = logAxis(Math.min(0.8, ...relatives), Math.max(1.25, ...relatives), {
    title: 'times its cell’s median (up is better)',
  });
  const x = linearAxis(1.02 * Math.max(1, ...dots.map(seconds)), { title: 'seconds since the first trial' });
  return {
    type: 'scatter',
    heightPx: 320,
    data: { datasets },
    options: chartOptions(x, y, { floor: floorBand(floor.ratio, 'y') }, true),
  };
}

function table(summary: SectionSummary): TextTwin {
  const { unit, divisor } = sectionScale(summary);
  const quantiles = [0, 0.25, 0.5, 0.75, 1] as const;
  const rows = summary.rows
    .filter((row) => row.median !== null)
    .map((row) => [
      fullLabel(row, summary.section),
      String(row.n),
      ...quantiles.map((q) => significant(quantile(row.values, q) / divisor)),
    ]);
  return { head: [`cell (${unit})`, 'trials', 'least', 'quartile', 'median', 'quartile', 'largest'], rows };
}
