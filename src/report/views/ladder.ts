/** What things cost here, from the cheapest to the dearest: all operations of the record on one scale. */
import { logAxis, rowAxis } from '../axis.ts';
import { chartOptions } from '../chart-options.ts';
import { labelLines, rowHeightPx } from '../label-axis.ts';
import { duration, range, significant } from '../quantity.ts';
import { type Ladder, ladderOf, type Rung } from '../rungs.ts';
import { BACKEND_NAMES, backendColour, backendShape } from '../series-style.ts';
import { summarize } from '../summary.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

const MOST_NAMED = 3;
/** Smaller ones are no steps. */
const LEAST_STEP = 1.5;

export default {
  name: 'ladder',
  title: 'From the cheapest to the dearest',
  build(record) {
    const ladder = ladderOf(summarize(record), record.machine.topology.places ?? []);
    if (ladder.rungs.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return { sentence: sentence(ladder), chart: chart(ladder.rungs), table: table(ladder.rungs) };
  },
} satisfies View;

function sentence({ rungs, twins, close }: Ladder): string {
  const [first, last] = [rungs[0], rungs[rungs.length - 1]];
  const extent =
    rungs.length === 1
      ? `There is one rung: ${first.name}, ${duration(first.ns)}.`
      : `From ${duration(first.ns)} (${first.name}) to ${duration(last.ns)} (${last.name}): ${timesText(last.ns / first.ns)}.`;
  const js = `${twins.length} in JavaScript, since the same is there in WebAssembly`;
  const near = `${close.length} that lie close to others (${listed(close)})`;
  const left = [twins.length > 0 && js, close.length > 0 && near].filter((part) => part !== false);
  return [extent, ...stepsText(rungs), ...(left.length === 0 ? [] : [`Left out: ${left.join('; ')}.`])].join(' ');
}

function timesText(ratio: number): string {
  return ratio < 10 ? `${significant(ratio)} times` : `${Math.log10(ratio).toFixed(1)} powers of ten`;
}

function stepsText(rungs: readonly Rung[]): string[] {
  const steps = rungs
    .slice(1)
    .map((rung, at) => ({ from: rungs[at].name, to: rung.name, times: rung.ns / rungs[at].ns }))
    .filter(({ times }) => times >= LEAST_STEP)
    .sort((a, b) => b.times - a.times)
    .slice(0, MOST_NAMED);
  if (steps.length === 0 || rungs.length < 3) return [];
  const named = steps.map(({ from, to, times }) => `from ${from} to ${to}, ${significant(times)} times`);
  return [`The largest step${steps.length === 1 ? ' is' : 's are'} ${named.join('; ')}.`];
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function chart(rungs: readonly Rung[]): ChartSpec {
  // Colour, shape and legend say the back end.
  const names = rungs.map(({ base }) => base);
  const backends = (['wasm', 'js'] as const).filter((backend) => rungs.some((rung) => rung.backend === backend));
  const datasets = backends.map((backend) => {
    const colour = backendColour(backend);
    return {
      label: BACKEND_NAMES[backend],
      pointStyle: backendShape(backend),
      pointRadius: 4,
      backgroundColor: colour,
      borderColor: colour,
      figures: 'var(--ink)',
      figuresBeside: true,
      halo: 'var(--paper)',
      data: rungs.flatMap((rung, y) => (rung.backend === backend ? [dot(rung, y)] : [])),
    };
  });
  const marks = names.map((name, value) => ({ value, label: labelLines(name) }));
  return {
    type: 'scatter',
    heightPx: 90 + rowHeightPx(names, 26) * names.length,
    data: { datasets },
    options: chartOptions(costAxis(rungs), { ...rowAxis(names), marks }, {}, backends.length > 1),
  };
}

/** With room for the figure of the dearest. */
function costAxis(rungs: readonly Rung[]): Record<string, unknown> {
  const [least, most] = [rungs[0].ns, rungs[rungs.length - 1].ns];
  return logAxis(least, most * Math.max(1.3, (most / least) ** 0.1), { title: 'ns per operation' });
}

function dot({ name, ns, lowNs, highNs }: Rung, y: number): Record<string, unknown> {
  const interval = lowNs === null || highNs === null ? '' : ` (${duration(lowNs)} to ${duration(highNs)})`;
  return { x: ns, y, figure: duration(ns), text: `${name}: ${duration(ns)}${interval}` };
}

function table(rungs: readonly Rung[]): TextTwin {
  const head = ['rung', 'run as', 'ns', '95 % interval', 'times the rung before'];
  const rows = rungs.map(({ name, backend, ns, lowNs, highNs }, at) => [
    name,
    BACKEND_NAMES[backend],
    significant(ns),
    range(lowNs, highNs) || '–',
    at === 0 ? '–' : significant(ns / rungs[at - 1].ns),
  ]);
  return { head, rows };
}
