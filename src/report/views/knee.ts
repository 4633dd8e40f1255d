/** Where the cost falls: cost of an operation over a swept number of bytes, with the step marked where there is one. */
import { type Knee, knee } from '../../stats/knee.ts';
import { logAxis } from '../axis.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { duration, significant } from '../quantity.ts';
import type { LabResult } from '../schema.ts';
import { costBounds, lineStyle, type Series, seriesOf, sweptValues } from '../series.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Line {
  readonly series: Series;
  readonly knee: Knee | null;
}

export default {
  name: 'knee',
  title: 'Where the cost falls',
  build(record, section, summary) {
    const lines = seriesOf(summary).map((series) => ({ series, knee: kneeOf(series) }));
    if (lines.length === 0) return { sentence: 'No chart: no cell of a sweep has a score.', chart: null, table: null };
    const x = section.x ?? '';
    const lineBytes = cacheLineBytes(record);
    return { sentence: sentence(lines, x, lineBytes), chart: chart(lines, x, lineBytes), table: table(lines, x) };
  },
} satisfies View;

function kneeOf({ rows }: Series): Knee | null {
  return knee(rows.map(({ x, perOpNs }) => ({ x, y: perOpNs })));
}

/** As the machine says; `null` where the record does not know. Older records have no such key. */
function cacheLineBytes({ machine }: LabResult): number | null {
  const { cacheLineBytes: bytes } = machine.cpu;
  return typeof bytes === 'number' && bytes > 0 ? bytes : null;
}

function sentence(lines: readonly Line[], x: string, lineBytes: number | null): string {
  const found = lines.flatMap(({ series, knee }) => (knee === null ? [] : [{ name: series.name, ...knee }]));
  const flat = lines.filter((line) => line.knee === null).map(({ series }) => series.name);
  const falls = found.map(({ name, x, drop }) => `${name} at ${x} (${significant(drop)} times cheaper)`);
  const steps = falls.length === 0 ? [] : [`The cost falls by a step where ${x} grows: ${falls.join('; ')}.`];
  const none = flat.length === 0 ? [] : [`No step by a factor of 1.3 or more: ${flat.join('; ')}.`];
  const line = lineBytes === null ? [] : [`The machine says that a cache line has ${lineBytes} bytes.`];
  return [...steps, ...none, ...line].join(' ');
}

function chart(lines: readonly Line[], title: string, lineBytes: number | null): ChartSpec {
  const all = lines.map(({ series }) => series);
  const bounds = all.flatMap((series) => series.rows.flatMap(costBounds));
  const xs = sweptValues(all);
  const marks = xs.map((value) => ({ value, label: String(value) }));
  return {
    type: 'scatterWithErrorBars',
    heightPx: 380 + 12 * lines.length,
    data: { datasets: all.map((series) => ({ ...lineStyle(series), data: series.rows.map(dot(series.name)) })) },
    options: chartOptions(
      logAxis(xs[0], xs[xs.length - 1], { title, marks }),
      costAxis(Math.min(...bounds), Math.max(...bounds)),
      annotations(lines, xs, lineBytes),
      true,
    ),
  };
}

/** With room for captions below the cheapest. */
function costAxis(least: number, most: number): Record<string, unknown> {
  return logAxis(least / (most / least) ** 0.12, most, { title: 'ns per operation' });
}

function dot(name: string): (row: Series['rows'][number]) => Record<string, unknown> {
  return (row) => {
    const [yMin, yMax] = costBounds(row);
    return { x: row.x, y: row.perOpNs, yMin, yMax, text: `${name}, ${row.x}: ${duration(row.perOpNs)}` };
  };
}

/** One line for each x that has something to say. */
function annotations(
  lines: readonly Line[],
  xs: readonly number[],
  lineBytes: number | null,
): Record<string, Record<string, unknown>> {
  const captions = new Map<number, string[]>();
  for (const { knee } of lines) if (knee !== null) captions.set(knee.x, ['knee']);
  if (lineBytes !== null && lineBytes >= xs[0] && lineBytes <= xs[xs.length - 1])
    captions.set(lineBytes, ['cache line', ...(captions.get(lineBytes) ?? [])]);
  return Object.fromEntries([...captions].map(([x, words]) => [`at${x}`, captionedLine(x, words)]));
}

/** Words below each other: on a narrow screen the captions of neighbours are close. */
function captionedLine(x: number, words: readonly string[]): Record<string, unknown> {
  const line = verticalLine(x, words.join(', '));
  return { ...line, label: { ...(line.label as object), content: words } };
}

function table(lines: readonly Line[], x: string): TextTwin {
  const xs = sweptValues(lines.map(({ series }) => series));
  const head = ['series', ...xs.map((value) => `${x} ${value}, ns`), 'knee', 'times cheaper from there'];
  const rows = lines.map(({ series, knee }) => {
    const costs = xs.map((value) => significant(series.rows.find((row) => row.x === value)?.perOpNs ?? Number.NaN));
    return [series.name, ...costs, knee === null ? '–' : String(knee.x), knee === null ? '–' : significant(knee.drop)];
  });
  return { head, rows };
}
