import { styleText } from 'node:util';
import { meaning } from './doubts.ts';
import { percent, range, significant } from './quantity.ts';
import { sectionScale } from './section-scale.ts';
import { spark } from './spark.ts';
import type { SectionSummary, SummaryRow, VerdictWord } from './summary.ts';
import { padWidth, printable, textWidth, wrapWidth } from './text-width.ts';

export interface TableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** The letter of each doubt, the same in every table of a run. */
  readonly marks: Marks;
}

/** A letter for each code of a doubt. */
export type Marks = ReadonlyMap<string, string>;

interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Dropped in this order when the table is too wide, 1 first; 0 stays. */
  readonly drop: number;
  readonly text: (row: SummaryRow) => string;
}

const GAP = 2;
const NARROWEST_LABEL = 14;
const SPARK_WIDTH = 6;

/** Letters for the doubts of a run, in the order in which its tables meet them. */
export function markDoubts(summaries: readonly SectionSummary[]): Marks {
  const rows = summaries.flatMap((summary) => summary.rows);
  const codes = [...new Set(rows.flatMap((row) => row.doubts.map((doubt) => doubt.code)))];
  return new Map(codes.map((code, at) => [code, String.fromCharCode(97 + (at % 26))]));
}

/**
 * A section as a table for a terminal: a row per cell, doubts as letters, which renderLegend explains. Where it is too
 * wide it loses the trials, the interval, the ratio and the verdict, in that order, and says so; then labels are cut.
 */
export function renderTable(summary: SectionSummary, { columns, colour, marks }: TableOptions): string {
  const all = columnsOf(summary, marks);
  const chosen = fitColumns(all, summary.rows, columns);
  const heads = chosen.map((column) => column.head);
  const paint = painter(colour);
  const lines = [
    paint(
      'bold',
      tableLine(chosen, (column) => padWidth(column.head, column.width, column.align)),
    ),
  ];
  for (const row of summary.rows) {
    const text = (column: FittedColumn) => {
      const padded = padWidth(column.text(row), column.width, column.align);
      const style = column.head === 'verdict' && row.verdict !== null ? STYLES[row.verdict] : null;
      return style === null ? padded : paint(style, padded);
    };
    lines.push(tableLine(chosen, text));
    if (row.failure !== null) {
      lines.push(...wrapWidth(printable(row.failure), Math.max(10, columns - 4)).map((part) => `    ${part}`));
    }
  }
  const lost = all.map((column) => column.head).filter((head) => !heads.includes(head));
  const notes = [
    ...(heads.includes('ratio') ? ratioNote(summary) : []),
    ...(lost.length > 0 ? [`Left out, as the terminal is narrow: ${lost.join(', ')}.`] : []),
  ];
  return [...lines, ...dimmed(notes, columns, paint)].join('\n');
}

/** What holds for every table of a run, and what its letters mean. Printed once, after the tables. */
export function renderLegend({ columns, colour, marks }: TableOptions): string {
  const letters = [...marks].map(([code, mark]) => `${mark}  ${code}: ${meaning(code)}`);
  const about = 'Intervals hold within this process; a fresh run may differ by more.';
  return dimmed([about, ...letters], columns, painter(colour)).join('\n');
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

function dimmed(notes: readonly string[], columns: number, paint: Paint): string[] {
  return notes.flatMap((note) => wrapWidth(printable(note), columns)).map((line) => paint('dim', line));
}

const STYLES: Readonly<Record<VerdictWord, Parameters<typeof styleText>[0] | null>> = {
  faster: 'green',
  slower: 'yellow',
  same: null,
  inconclusive: 'dim',
  baseline: 'bold',
  broken: 'red',
  'no result': 'red',
};

interface FittedColumn extends Column {
  readonly width: number;
}

function columnsOf(summary: SectionSummary, marks: Marks): Column[] {
  const { section, rows } = summary;
  const scale = sectionScale(summary);
  const score = (row: SummaryRow) => (row.median === null ? '–' : significant(row.median / scale.divisor));
  const all: (Column | null)[] = [
    { head: 'subject', align: 'left', drop: 0, text: (row) => printable(row.label) },
    { head: 'run as', align: 'left', drop: 0, text: (row) => row.cell.backend },
    section.x === null
      ? null
      : { head: printable(section.x), align: 'right', drop: 0, text: (row) => (row.x === null ? '–' : String(row.x)) },
    { head: printable(scale.unit), align: 'right', drop: 0, text: score },
    { head: '95 %', align: 'right', drop: 2, text: (row) => range(row.low, row.high, scale.divisor) },
    summary.baseline === null ? null : { head: 'ratio', align: 'right', drop: 3, text: ratioText },
    rows.every((row) => row.verdict === null)
      ? null
      : { head: 'verdict', align: 'left', drop: 4, text: (row) => row.verdict ?? '' },
    { head: 'trials', align: 'left', drop: 1, text: (row) => spark(row.values, SPARK_WIDTH) },
    rows.every((row) => row.doubts.length === 0)
      ? null
      : { head: '', align: 'left', drop: 0, text: (row) => row.doubts.map((doubt) => marks.get(doubt.code)).join('') },
  ];
  return all.filter((column) => column !== null);
}

function ratioText({ ratio, verdict }: SummaryRow): string {
  if (verdict === 'baseline') return '1';
  return ratio === null ? '' : significant(ratio.estimate);
}

/** Drops columns until the table fits, then cuts the labels. */
function fitColumns(all: readonly Column[], rows: readonly SummaryRow[], columns: number): FittedColumn[] {
  let chosen = all.map((column) => ({
    ...column,
    width: Math.max(textWidth(column.head), ...rows.map((row) => textWidth(column.text(row)))),
  }));
  const total = () => chosen.reduce((sum, column) => sum + column.width + GAP, -GAP);
  const least = () => total() - chosen[0].width + Math.min(chosen[0].width, NARROWEST_LABEL);
  while (least() > columns && chosen.some((column) => column.drop > 0)) {
    const next = Math.min(...chosen.filter((column) => column.drop > 0).map((column) => column.drop));
    chosen = chosen.filter((column) => column.drop !== next);
  }
  const excess = Math.max(0, total() - columns);
  const [label, ...others] = chosen;
  return [{ ...label, width: Math.max(1, label.width - excess) }, ...others];
}

function tableLine(columns: readonly FittedColumn[], text: (column: FittedColumn) => string): string {
  return columns.map(text).join(' '.repeat(GAP)).trimEnd();
}

function ratioNote({ baseline, floor }: SectionSummary): string[] {
  if (baseline === null) return [];
  const against = `${printable(baseline.label)} (${baseline.cell.backend})`;
  const within = `differences under ${percent(floor.ratio)} count as none (${floor.from})`;
  return [`Ratios: times better than ${against}, paired by block; ${within}.`];
}
