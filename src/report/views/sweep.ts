/** How the cost of one operation depends on the swept parameter, with the law y = a + b/k where the section states it. */
import { fitInverse, type InverseFit } from '../../stats/inverse-fit.ts';
import { logAxis } from '../axis.ts';
import { chartOptions } from '../chart-options.ts';
import { duration, percent, significant } from '../quantity.ts';
import type { LabResult } from '../schema.ts';
import { BACKEND_NAMES, backendShape, errorBars, seriesColour, seriesDash } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import { nsPerOp, valuesByBlock } from '../value.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Series {
  readonly name: string;
  readonly subject: number;
  readonly rows: readonly SummaryRow[];
  readonly fit: InverseFit | null;
}

export default {
  name: 'sweep',
  title: 'Cost per operation',
  build(record, section, summary) {
    const series = section.x === null ? [] : seriesOf(record, summary);
    if (series.length === 0) return { sentence: 'No chart: no parameter was swept.', chart: null, table: null };
    return {
      sentence: sentence(series, section.x ?? ''),
      chart: chart(series, summary),
      table: table(series, section.x ?? ''),
    };
  },
} satisfies View;

function seriesOf(record: LabResult, summary: SectionSummary): Series[] {
  const scored = summary.rows.filter((row) => row.x !== null && row.x > 0 && row.perOpNs !== null && row.perOpNs > 0);
  const subjects = [...new Set(scored.map((row) => row.label))];
  const names = [...new Set(scored.map(seriesName))];
  return names.map((name) => {
    const rows = scored.filter((row) => seriesName(row) === name).sort((a, b) => (a.x ?? 0) - (b.x ?? 0));
    const lawful = /b\s*\/\s*k/.test(summary.section.law ?? '') && rows.length >= 3;
    return {
      name,
      subject: subjects.indexOf(rows[0].label),
      rows,
      fit: lawful ? fitRows(rows, record.config.seed) : null,
    };
  });
}

function seriesName(row: SummaryRow): string {
  return `${row.label}, ${BACKEND_NAMES[row.cell.backend]}`;
}

/** `null` where a trial made no progress: it has no cost per operation. */
function fitRows(rows: readonly SummaryRow[], seed: number): InverseFit | null {
  if (rows.some((row) => row.cell.trials.some((trial) => trial.ops === 0))) return null;
  const points = rows.map(({ cell, x }) => ({
    k: x ?? 1,
    samples: [...valuesByBlock(cell).values()].map((values) => values.map((value) => nsPerOp(cell, value))),
  }));
  return fitInverse(points, { seed });
}

function sentence(series: readonly Series[], x: string): string {
  const fall = (one: Series) => (one.rows[0].perOpNs ?? 0) / (one.rows.at(-1)?.perOpNs ?? 1);
  const most = series.reduce((best, one) => (fall(one) > fall(best) ? one : best));
  const first = most.rows[0];
  const last = most.rows[most.rows.length - 1];
  const cheapest = series
    .flatMap((one) => one.rows)
    .reduce((best, row) => ((row.perOpNs ?? 0) < (best.perOpNs ?? 0) ? row : best));
  const gain = `${duration(first.perOpNs ?? 0)} at ${x} ${first.x}, ${duration(last.perOpNs ?? 0)} at ${x} ${last.x}`;
  const worst = Math.max(
    ...series.flatMap((one) => one.fit?.residuals ?? []).map(({ relative }) => Math.abs(relative)),
  );
  const law = Number.isFinite(worst) ? ` No point lies further than ${percent(worst)} from its curve a + b/k.` : '';
  const low = `Cheapest is ${seriesName(cheapest)} at ${x} ${cheapest.x}: ${duration(cheapest.perOpNs ?? 0)}.`;
  return `The cost of an operation changes most for ${most.name}: ${gain}. ${low}${law}`;
}

function chart(series: readonly Series[], summary: SectionSummary): ChartSpec {
  const rows = series.flatMap((one) => one.rows);
  const costs = rows.flatMap((row) => [row.perOpNs ?? 1, ...bounds(row)]);
  const ks = [...new Set(rows.map((row) => row.x ?? 1))].sort((a, b) => a - b);
  const marks = ks.map((value) => ({ value, label: String(value) }));
  const x = logAxis(ks[0], ks[ks.length - 1], { title: summary.section.x ?? '', marks });
  const y = logAxis(Math.min(...costs), Math.max(...costs), { title: `ns per ${one(rows[0])}` });
  return {
    type: 'scatterWithErrorBars',
    heightPx: 440,
    data: {
      datasets: [...series.map(points), ...series.filter((each) => each.fit !== null).map((each) => curve(each, ks))],
    },
    options: chartOptions(x, y, {}, true),
  };
}

/** `items` → `item` */
function one(row: SummaryRow): string {
  return (row.cell.metric.ops ?? 'ops').replace(/s$/, '');
}

function bounds(row: SummaryRow): [number, number] {
  const ends = [row.low, row.high].map((end) => (end === null ? (row.perOpNs ?? 1) : nsPerOp(row.cell, end)));
  return [Math.min(...ends), Math.max(...ends)];
}

function points({ name, subject, rows, fit }: Series): Record<string, unknown> {
  const colour = seriesColour(subject);
  return {
    label: name,
    data: rows.map((row) => {
      const [yMin, yMax] = bounds(row);
      return { x: row.x, y: row.perOpNs, yMin, yMax, text: `${name}, ${row.x}: ${duration(row.perOpNs ?? 0)}` };
    }),
    pointStyle: backendShape(rows[0].cell.backend),
    pointRadius: 5,
    backgroundColor: colour,
    borderColor: colour,
    showLine: fit === null,
    borderWidth: 1.5,
    ...errorBars(colour),
  };
}

function curve({ fit, subject, name }: Series, ks: readonly number[]): Record<string, unknown> {
  const steps = 48;
  const [a, b] = [fit?.a.estimate ?? 0, fit?.b.estimate ?? 0];
  const data = Array.from({ length: steps + 1 }, (_, i) => {
    const k = ks[0] * (ks[ks.length - 1] / ks[0]) ** (i / steps);
    return { x: k, y: a + b / k, text: `${name}: ${significant(a)} + ${significant(b)}/k ns` };
  }).filter(({ y }) => y > 0);
  return {
    type: 'line',
    label: name,
    legend: false,
    data,
    borderColor: seriesColour(subject),
    borderDash: seriesDash(subject),
    borderWidth: 1.25,
    pointRadius: 0,
    pointHitRadius: 0,
  };
}

function table(series: readonly Series[], x: string): TextTwin {
  const ks = [...new Set(series.flatMap((one) => one.rows.map((row) => row.x ?? 0)))].sort((a, b) => a - b);
  const fitted = series.some((one) => one.fit !== null);
  const head = [
    'series',
    ...ks.map((k) => `${x} ${k}, ns`),
    ...(fitted ? ['a, ns', 'b, ns', 'r²', 'worst residual'] : []),
  ];
  const rows = series.map(({ name, rows, fit }) => {
    const costs = ks.map((k) => significant(rows.find((row) => row.x === k)?.perOpNs ?? Number.NaN));
    return [name, ...costs, ...(fitted ? fitCells(fit) : [])];
  });
  return { head, rows };
}

function fitCells(fit: InverseFit | null): string[] {
  if (fit === null) return ['–', '–', '–', '–'];
  const both = [fit.a, fit.b].map(
    ({ estimate, low, high }) => `${significant(estimate)} (${significant(low)} to ${significant(high)})`,
  );
  const worst = Math.max(...fit.residuals.map(({ relative }) => Math.abs(relative)));
  return [...both, fit.r2.toFixed(3), percent(worst)];
}
