/**
 * Raw trials to the figures of a section: what the terminal's table, the page and the charts all show.
 */
import { bootstrapMedian } from '../stats/bootstrap.ts';
import { median } from '../stats/median.ts';
import type { Verdict } from '../stats/verdict.ts';
import { compareCells, type Ratio } from './compare-cells.ts';
import { type Doubt, FEWEST_BLOCKS, findDoubts } from './doubts.ts';
import { type NoiseFloor, noiseFloor } from './noise-floor.ts';
import { rowLabels, sweepValue } from './row-label.ts';
import type { Cell, LabResult, Section } from './schema.ts';
import { cellValues, failureOf, nsPerOp, valuesByBlock } from './value.ts';

export { compareCells, type Ratio, ratioTo } from './compare-cells.ts';
export { noiseFloor } from './noise-floor.ts';

/** `broken`: an invariant failed, so there is no score. `no result`: crashed, hung, was refused, or made no progress. */
export type VerdictWord = Verdict | 'baseline' | 'broken' | 'no result';

export interface SummaryRow {
  readonly cell: Cell;
  readonly label: string;
  /** Value of the section's swept parameter. */
  readonly x: number | null;
  /** Trials. */
  readonly n: number;
  /** Median of the trials in the metric's unit; `null` without a score. */
  readonly median: number | null;
  /** 95 % interval of the median within this process; `null` with fewer than 6 blocks, or one without progress. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many times better than the baseline; above 1 is better whatever the metric. `null` for the baseline itself. */
  readonly ratio: Ratio | null;
  /** `null` where the section has no baseline with a score. */
  readonly verdict: VerdictWord | null;
  /** About how many more trials would decide an inconclusive ratio; `null` where that cannot be said. */
  readonly moreTrials: number | null;
  readonly doubts: readonly Doubt[];
  /** Trials in measured order, in the metric's unit; empty without a score. */
  readonly values: readonly number[];
  readonly perOpNs: number | null;
  /** Why there is no score, in a sentence. */
  readonly failure: string | null;
}

export interface SectionSummary {
  readonly section: Section;
  readonly rows: readonly SummaryRow[];
  /** The baseline's row; `null` where there is none, or none with a score. */
  readonly baseline: SummaryRow | null;
  /** Ratios closer to 1 than this count as the same. */
  readonly floor: NoiseFloor;
}

/** Finished records are not changed, and their intervals cost a second of bootstrapping: each is summed up once. */
const known = new WeakMap<LabResult, SectionSummary[]>();

/** The sections of a record in its order, each with a row per cell in the section's order. Deterministic. */
export function summarize(record: LabResult): SectionSummary[] {
  const summaries = known.get(record) ?? summarizeSections(record);
  known.set(record, summaries);
  return summaries;
}

function summarizeSections(record: LabResult): SectionSummary[] {
  const cells = new Map(record.cells.map((cell) => [cell.id, cell]));
  return record.sections.map((section) => {
    const chosen = section.cells.map((id) => cells.get(id)).filter((cell) => cell !== undefined);
    const labels = rowLabels(chosen, section);
    const baseline = scoredBaseline(section, cells);
    const rows = chosen.map((cell) =>
      summarizeCell(cell, labels.get(cell.id) ?? cell.subject, section, baseline, record),
    );
    const row = rows.find(({ cell }) => cell === baseline) ?? null;
    return { section, rows, baseline: row, floor: noiseFloor(record) };
  });
}

function scoredBaseline({ baseline }: Section, cells: ReadonlyMap<string, Cell>): Cell | null {
  const cell = baseline === null ? undefined : cells.get(baseline);
  return cell === undefined || failureOf(cell) !== null ? null : cell;
}

function summarizeCell(
  cell: Cell,
  label: string,
  section: Section,
  baseline: Cell | null,
  record: LabResult,
): SummaryRow {
  const row = { cell, label, x: sweepValue(cell, section.x), n: cell.trials.length };
  const failure = failureOf(cell);
  if (failure !== null) {
    const verdict = cell.error === undefined && !cell.checks.invariantsHeld ? 'broken' : 'no result';
    const none = { median: null, low: null, high: null, ratio: null, moreTrials: null, perOpNs: null };
    return { ...row, ...none, verdict, doubts: [], values: [], failure };
  }
  const values = cellValues(cell);
  const center = median(values);
  return {
    ...row,
    median: center,
    ...intervalOf(cell, record.config.seed),
    ...against(cell, baseline, record),
    doubts: findDoubts(cell, record),
    values,
    perOpNs: nsPerOp(cell, center),
    failure,
  };
}

function against(
  cell: Cell,
  baseline: Cell | null,
  record: LabResult,
): Pick<SummaryRow, 'ratio' | 'verdict' | 'moreTrials'> {
  if (baseline === null) return { ratio: null, verdict: null, moreTrials: null };
  if (cell === baseline) return { ratio: null, verdict: 'baseline', moreTrials: null };
  return compareCells(cell, baseline, record);
}

function intervalOf(cell: Cell, seed: number): Pick<SummaryRow, 'low' | 'high'> {
  const stalled = cell.trials.some((trial) => trial.ops === 0);
  if (stalled || valuesByBlock(cell).size < FEWEST_BLOCKS) return { low: null, high: null };
  const known = remembered.get(cell);
  if (known?.seed === seed) return known.interval;
  const { low, high } = bootstrapMedian([...valuesByBlock(cell).values()], { seed });
  remembered.set(cell, { seed, interval: { low, high } });
  return { low, high };
}

/** Sections share cells; cells never change. */
const remembered = new WeakMap<Cell, { readonly seed: number; readonly interval: Pick<SummaryRow, 'low' | 'high'> }>();
