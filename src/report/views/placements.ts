/**
 * Where threads ran and what came of it: each cell against its twin that was pinned, on a logarithmic axis, and what the threads did meanwhile:
 * whether they moved, whether two of them shared a CPU.
 */
import { coefficientOfVariation } from '../../stats/coefficient-of-variation.ts';
import { logAxis, rowAxis } from '../axis.ts';
import { cellNames } from '../cell-names.ts';
import { chartOptions, verticalLine } from '../chart-options.ts';
import { type Ratio, ratioTo } from '../compare-cells.ts';
import { labelLines, rowHeightPx, titled } from '../label-axis.ts';
import { delayShare, endedTogether, type Moves, movesOf } from '../moves.ts';
import { percent, range, significant } from '../quantity.ts';
import type { Cell, LabResult } from '../schema.ts';
import { sectionScale } from '../section-scale.ts';
import { errorBars } from '../series-style.ts';
import type { SectionSummary, SummaryRow } from '../summary.ts';
import { nsPerOp } from '../value.ts';
import type { ChartSpec, TextTwin, View } from '../view.ts';

interface Placed {
  readonly name: string;
  readonly row: SummaryRow;
  /** The pinned twin that it is compared with; itself, where it is the one; `null`: none was confirmed as pinned. */
  readonly twin: SummaryRow | null;
  /** How many times as good as its twin; `null`: no twin, or nothing to divide by. */
  readonly ratio: Ratio | null;
  readonly moves: Moves | null;
  /** Part of the trials that ended with two threads on one CPU. */
  readonly together: number | null;
  readonly delay: number | null;
  /** Coefficient of variation of the trials, as operations a second. */
  readonly spread: number;
}

const ITSELF: Ratio = { estimate: 1, low: null, high: null };

const CONDUCTS = [
  { label: 'a CPU for each thread, all the time', shape: 'circle', colour: 'var(--series-1)' },
  { label: 'threads moved', shape: 'triangle', colour: 'var(--series-2)' },
  { label: 'threads shared a CPU', shape: 'rectRot', colour: 'var(--series-4)' },
  { label: 'not known', shape: 'rect', colour: 'var(--muted)' },
] as const;

export default {
  name: 'placements',
  title: 'Where the threads ran',
  build(record, _section, summary) {
    const placed = placedOf(record, summary);
    const shown = placed.filter(({ ratio }) => ratio !== null);
    if (placed.length === 0) return { sentence: 'No chart: no cell has a score.', chart: null, table: null };
    return {
      sentence: sentence(placed),
      chart: shown.length === 0 ? null : chart(shown),
      table: table(placed, summary),
    };
  },
} satisfies View;

function placedOf(record: LabResult, summary: SectionSummary): Placed[] {
  const names = cellNames(summary);
  const scored = summary.rows.filter((row) => row.failure === null);
  const firstAlike = ({ cell }: SummaryRow) => scored.find((one) => isSame(one.cell, cell));
  const placed = scored.map((row): Placed => {
    const twin = scored.find(({ cell }) => isSame(cell, row.cell) && isPinned(cell)) ?? null;
    const ends = row.cell.trials.map(endedTogether).filter((one) => one !== null);
    return {
      name: names.get(row.cell.id) ?? row.cell.id,
      row,
      twin,
      ratio: twin === row ? ITSELF : twin && ratioTo(row.cell, twin.cell, record.config.seed),
      moves: movesOf(row.cell),
      together: ends.length === 0 ? null : ends.filter((one) => one).length / ends.length,
      delay: delayShare(row.cell),
      spread: coefficientOfVariation(row.values.map((value) => 1e9 / nsPerOp(row.cell, value))),
    };
  });
  // Twins stand together, whatever order the run measured them in.
  return [...Map.groupBy(placed, ({ twin, row }) => twin ?? firstAlike(row)).values()].flat();
}

/** Alike in all but the place. */
function isSame(a: Cell, b: Cell): boolean {
  return (
    a.subject === b.subject &&
    a.backend === b.backend &&
    a.threads === b.threads &&
    Object.entries(a.params).every(([name, value]) => b.params[name] === value)
  );
}

/** Confirmed, and not all on one CPU. */
function isPinned({ placement }: Cell): boolean {
  return placement.policy !== 'none' && placement.verified && new Set(placement.cpus).size > 1;
}

function conductOf({ moves, together }: Placed): number {
  if (together !== null && together > 0) return 2;
  if (moves !== null && moves.moves > 0) return 1;
  return moves === null ? 3 : 0;
}

function perSecond({ moves, seconds }: Moves): number {
  return moves / seconds;
}

function sentence(placed: readonly Placed[]): string {
  return [farthest(placed), mostMoves(placed), mostTogether(placed)].filter((one) => one !== '').join(' ');
}

function farthest(placed: readonly Placed[]): string {
  const apart = ({ ratio }: Placed) => Math.abs(Math.log(ratio?.estimate ?? 1));
  const others = placed.filter(({ ratio, row, twin }) => ratio !== null && row !== twin);
  if (placed.every(({ twin }) => twin === null)) return 'No cell was confirmed as pinned.';
  if (others.length === 0) return 'No cell has a twin that ran elsewhere.';
  const far = others.reduce((most, one) => (apart(one) > apart(most) ? one : most));
  const { low, high, estimate } = far.ratio ?? { low: null, high: null, estimate: 1 };
  const interval = range(low, high);
  return `Farthest from its pinned twin is ${far.name}: ${significant(estimate)} times as good${interval === '' ? '' : ` (${interval})`}.`;
}

function mostMoves(placed: readonly Placed[]): string {
  const known = placed.flatMap(({ name, moves }) => (moves === null ? [] : [{ name, moves }]));
  if (known.length === 0) return 'The record does not tell whether threads moved.';
  const atLeast = known.every(({ moves }) => moves.counted)
    ? ''
    : ' This system does not count moves: these are those seen from one trial of a visit to the next, at least so many.';
  const { name, moves } = known.reduce((most, one) => (perSecond(one.moves) > perSecond(most.moves) ? one : most));
  if (moves.moves === 0) return `No thread changed its CPU in ${trialsOf(known)} trials.${atLeast}`;
  return `Threads moved most in ${name}: ${significant(perSecond(moves))} times a second, in ${moves.moved} of ${moves.trials} trials.${atLeast}`;
}

function trialsOf(known: readonly { readonly moves: Moves }[]): number {
  return known.reduce((sum, { moves }) => sum + moves.trials, 0);
}

/** Where nobody asked for it. */
function mostTogether(placed: readonly Placed[]): string {
  const free = placed.filter(({ row, together }) => row.cell.placement.policy === 'none' && together !== null);
  const most = free.reduce<Placed | null>(
    (worst, one) => ((one.together ?? 0) > (worst?.together ?? 0) ? one : worst),
    null,
  );
  if (most === null) return '';
  return `Two threads that nobody pinned ended on one CPU most often in ${most.name}: in ${percent(most.together ?? 0)} of the trials.`;
}

function chart(placed: readonly Placed[]): ChartSpec {
  const names = placed.map(({ name }) => name);
  const datasets = CONDUCTS.map(({ label, shape, colour }, conduct) => ({
    label,
    pointStyle: shape,
    pointRadius: 5,
    backgroundColor: colour,
    borderColor: colour,
    figures: 'var(--ink)',
    figuresBeside: true,
    halo: 'var(--paper)',
    ...errorBars(colour),
    data: placed.flatMap((one, y) => (conductOf(one) === conduct ? [dot(one, y)] : [])),
  })).filter(({ data }) => data.length > 0);
  const ends = placed.flatMap(({ ratio }) => [ratio?.low ?? ratio?.estimate ?? 1, ratio?.high ?? ratio?.estimate ?? 1]);
  const [least, most] = [Math.min(0.9, ...ends), Math.max(1.1, ...ends)];
  // Room for the figures of the best.
  const x = titled(logAxis(least, most * Math.max(1.2, (most / least) ** 0.25), { title: '' }), [
    'times as good as its pinned twin',
    '(beside: moves a second, where threads moved)',
  ]);
  const marks = names.map((name, value) => ({ value, label: labelLines(name) }));
  return {
    type: 'scatterWithErrorBars',
    heightPx: 120 + rowHeightPx(names, 28) * names.length,
    data: { datasets },
    options: chartOptions(x, { ...rowAxis(names), marks }, { twin: verticalLine(1, '') }, true),
  };
}

function dot({ name, ratio, moves, together }: Placed, y: number): Record<string, unknown> {
  const x = ratio?.estimate ?? 1;
  const moved = moves !== null && moves.moves > 0 ? `, ${significant(perSecond(moves))}/s` : '';
  const shared = together === null || together === 0 ? '' : `; two on one CPU in ${percent(together)} of the trials`;
  const text = `${name}: ${significant(x)} times as good as pinned${moved === '' ? '' : `${moved} moves`}${shared}`;
  const [xMin, xMax] = [ratio?.low ?? x, ratio?.high ?? x];
  return { x, y, xMin, xMax, yMin: y, yMax: y, figure: `${significant(x)}${moved}`, text };
}

function table(placed: readonly Placed[], summary: SectionSummary): TextTwin {
  const { unit, divisor } = sectionScale(summary);
  const rows = placed.map(({ name, row, ratio, twin, moves, together, delay, spread }) => [
    name,
    significant((row.median ?? 0) / divisor),
    range(row.low, row.high, divisor) || '–',
    row === twin ? 'itself' : ratio === null ? '–' : significant(ratio.estimate),
    ratio === null ? '–' : range(ratio.low, ratio.high) || '–',
    Number.isFinite(spread) ? percent(spread) : '–',
    moves === null ? '–' : `${moves.counted ? '' : '≥ '}${significant(perSecond(moves))}`,
    moves === null ? '–' : `${moves.counted ? '' : '≥ '}${percent(moves.moved / moves.trials)}`,
    together === null ? '–' : percent(together),
    delay === null ? '–' : percent(delay),
  ]);
  const head = [
    'cell',
    unit,
    '95 % interval',
    'times as good as its pinned twin',
    '95 % interval of that',
    'spread of trials',
    'moves a second',
    'trials with a move',
    'trials that ended with two on one CPU',
    'thread time spent waiting for a CPU',
  ];
  return { head, rows };
}
