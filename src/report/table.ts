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
}

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

/**
 * A section as a table for a terminal: a row per cell, doubts as footnotes. Where it is too wide it loses the trials,
 * the interval, the verdict and the ratio, in that order; then labels are cut.
 */
export function renderTable(summary: SectionSummary, { columns, colour }: TableOptions): string {
  const codes = [...new Set(summary.rows.flatMap((row) => row.doubts.map((doubt) => doubt.code)))];
  const marks = new Map(codes.map((code, at) => [code, String.fromCharCode(97 + (at % 26))]));
  const chosen = fitColumns(columnsOf(summary, marks), summary.rows, columns);
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
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
  for (const note of notes(summary, marks)) {
    const [first, ...rest] = wrapWidth(note, columns);
    lines.push(paint('dim', first), ...rest.map((part) => paint('dim', part)));
  }
  return lines.join('\n');
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

function columnsOf(summary: SectionSummary, marks: ReadonlyMap<string, string>): Column[] {
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
    summary.baseline === null ? null : { head: 'ratio', align: 'right', drop: 4, text: ratioText },
    rows.every((row) => row.verdict === null)
      ? null
      : { head: 'verdict', align: 'left', drop: 3, text: (row) => row.verdict ?? '' },
    { head: 'trials', align: 'left', drop: 1, text: (row) => spark(row.values, SPARK_WIDTH) },
    marks.size === 0
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

function notes(summary: SectionSummary, marks: ReadonlyMap<string, string>): string[] {
  const about: string[] = [];
  if (summary.baseline !== null) {
    const { label, cell } = summary.baseline;
    const floor = `differences under ${percent(summary.floor.ratio)} count as none (${summary.floor.from})`;
    about.push(`Ratios: times better than ${printable(label)} (${cell.backend}), paired by block; ${floor}.`);
  }
  about.push('Intervals hold within this process; a fresh run may differ by more.');
  return [...about, ...[...marks].map(([code, mark]) => `${mark}  ${code}: ${meaning(code)}`)];
}
