/** The whole distribution of latencies, tail stretched out: x = 1/(1-q), so each decade is another nine. */
import { logAxis } from '../axis.ts';
import { chartOptions } from '../chart-options.ts';
import { type Latency, readLatency } from '../latency.ts';
import { duration } from '../quantity.ts';
import { fullLabel } from '../row-label.ts';
import { backendShape, seriesColour, seriesDash } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Series {
  readonly name: string;
  readonly row: SummaryRow;
  readonly subject: number;
  readonly latency: Latency;
}

const QUANTILES = [0.5, 0.9, 0.99, 0.999, 0.9999] as const;
const STEPS_PER_DECADE = 12;

export default {
  name: 'percentiles',
  title: 'Latency percentiles',
  build(_record, _section, summary) {
    const series = seriesOf(summary);
    if (series.length === 0)
      return { sentence: 'No chart: no cell has a latency histogram.', chart: null, table: null };
    return { sentence: sentence(series), chart: chart(series), table: table(series) };
  },
} satisfies View;

function seriesOf(summary: SectionSummary): Series[] {
  const subjects = [...new Set(summary.rows.map((row) => row.label))];
  return summary.rows
    .filter((row) => row.failure === null)
    .map((row) => {
      const name = fullLabel(row, summary.section);
      return { name, row, subject: subjects.indexOf(row.label), latency: readLatency(row.cell) };
    })
    .filter((one): one is Series => one.latency !== null);
}

function sentence(series: readonly Series[]): string {
  const best = series.reduce((least, one) => (one.latency.at(0.5) < least.latency.at(0.5) ? one : least));
  const p999 = best.latency.supported(0.999);
  const tail = p999 === null ? '' : `; 1 in 1,000 takes longer than ${duration(p999)}`;
  const open = series.every((one) => one.row.cell.latency?.correctedForOmission);
  const loop = open
    ? 'Stalls are counted for every operation that should have started in them.'
    : 'Closed loop: each operation starts when the last has ended, so a stall counts once.';
  return `Lowest median: ${best.name} with ${duration(best.latency.at(0.5))}${tail}. ${loop}`;
}

function chart(series: readonly Series[]): ChartSpec {
  const most = Math.max(...series.map((one) => one.latency.samples));
  const marks = QUANTILES.filter((q) => most * (1 - q) >= 1).map((q) => ({
    value: 1 / (1 - q),
    label: `p${Number((q * 100).toFixed(2))}`,
  }));
  const x = logAxis(1, most, { title: 'percentile (each line ends at its largest sample)', marks });
  const least = Math.min(...series.map((one) => one.latency.at(0)));
  const largest = Math.max(...series.map((one) => one.latency.at(1)));
  const [divisor, unit] = largest >= 100_000 ? [1000, 'µs'] : [1, 'ns'];
  return {
    type: 'scatter',
    heightPx: 440,
    data: { datasets: series.map(line) },
    options: chartOptions(x, logAxis(least, largest, { title: unit, divisor }), {}, true),
  };
}

function line({ name, row, subject, latency }: Series): Record<string, unknown> {
  const steps = Math.max(1, Math.floor(Math.log10(latency.samples) * STEPS_PER_DECADE));
  const inverses = Array.from({ length: steps + 1 }, (_, i) => 10 ** (i / STEPS_PER_DECADE));
  const inner = inverses.map((inverse) => ({ x: inverse, y: latency.at(1 - 1 / inverse) }));
  const data = [...inner, { x: latency.samples, y: latency.at(1) }];
  const colour = seriesColour(subject);
  return {
    label: name,
    data: data.map((point) => ({
      ...point,
      text: `${name}: ${duration(point.y)} at p${((1 - 1 / point.x) * 100).toPrecision(4)}`,
    })),
    showLine: true,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: row.cell.backend === 'js' ? 1.25 : 2,
    borderDash: seriesDash(subject),
    pointStyle: backendShape(row.cell.backend),
    pointRadius: data.map((_, i) => (i % STEPS_PER_DECADE === 0 || i === data.length - 1 ? 4 : 0)),
    pointHitRadius: 6,
  };
}

function table(series: readonly Series[]): TextTwin {
  const head = ['series', 'samples', 'least', ...QUANTILES.map((q) => `p${Number((q * 100).toFixed(2))}`), 'largest'];
  const rows = series.map(({ name, latency }) => {
    const inner = QUANTILES.map((q) => latency.supported(q)).map((ns) => (ns === null ? '–' : duration(ns)));
    return [name, latency.samples.toLocaleString('en-GB'), duration(latency.at(0)), ...inner, duration(latency.at(1))];
  });
  return { head, rows };
}
