/**
 * Raw trials to the figures of a section: what the terminal's table, the page and the charts all show.
 */
import { bootstrapMedian } from '../stats/bootstrap.ts';
import type { Interval } from '../stats/interval.ts';
import { median } from '../stats/median.ts';
import { pairedRatio } from '../stats/ratio.ts';
import { judge, moreRunsNeeded, type Verdict } from '../stats/verdict.ts';
import { type Doubt, FEWEST_TRIALS, findDoubts } from './doubts.ts';
import { rowLabels, sweepValue } from './row-label.ts';
import type { Cell, LabResult, Section } from './schema.ts';
import { cellValues, nsPerOp, valuesByBlock } from './value.ts';

/** `broken`: an invariant failed, so there is no score. `no result`: crashed, hung, was refused, or has no trial. */
export type VerdictWord = Verdict | 'baseline' | 'broken' | 'no result';

/** A ratio of medians. The ends are `null` with too few trials for an interval. */
export interface Ratio {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface SummaryRow {
  readonly cell: Cell;
  readonly label: string;
  /** Value of the section's swept parameter. */
  readonly x: number | null;
  /** Trials. */
  readonly n: number;
  /** Median of the trials in the metric's unit; `null` without a score. */
  readonly median: number | null;
  /** 95 % interval of the median; `null` with fewer than 6 trials. */
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
  readonly baseline: SummaryRow | null;
  /** Ratios closer to 1 than this count as the same, and where the figure comes from. */
  readonly floor: { readonly ratio: number; readonly from: string };
}

/** What identical code may differ by when nobody has measured it on this machine. */
const ASSUMED_FLOOR = 0.05;

/** The sections of a record in its order, each with a row per cell in the section's order. Deterministic. */
export function summarize(record: LabResult): SectionSummary[] {
  const cells = new Map(record.cells.map((cell) => [cell.id, cell]));
  return record.sections.map((section) => {
    const chosen = section.cells.map((id) => cells.get(id)).filter((cell) => cell !== undefined);
    const labels = rowLabels(chosen, section);
    const baseline = section.baseline === null ? undefined : cells.get(section.baseline);
    const floor = noiseFloor(record);
    const rows = chosen.map((cell) =>
      summarizeCell(cell, labels.get(cell.id) ?? cell.subject, section, baseline, record),
    );
    return { section, rows, baseline: rows.find((row) => row.cell === baseline) ?? null, floor };
  });
}

/** The band around a ratio of 1 that counts as "the same". */
export function noiseFloor(record: LabResult): { ratio: number; from: string } {
  return record.noiseFloor === null
    ? { ratio: ASSUMED_FLOOR, from: 'assumed, as this machine was not calibrated' }
    : { ratio: record.noiseFloor.ratio, from: `measured by ${record.noiseFloor.from}` };
}

function summarizeCell(
  cell: Cell,
  label: string,
  section: Section,
  baseline: Cell | undefined,
  record: LabResult,
): SummaryRow {
  const x = sweepValue(cell, section.x);
  const failure = failureOf(cell);
  const n = cell.trials.length;
  if (failure !== null) {
    const verdict: VerdictWord = cell.error === undefined && !cell.checks.invariantsHeld ? 'broken' : 'no result';
    const none = { median: null, low: null, high: null, ratio: null, perOpNs: null, moreTrials: null };
    return { cell, label, x, n, ...none, verdict, doubts: [], values: [], failure };
  }
  const values = cellValues(cell);
  const doubts = findDoubts(cell, record);
  const center = median(values);
  const interval = intervalOf(cell, record.config.seed);
  const ratio = baseline === undefined || baseline === cell ? null : ratioTo(cell, baseline, record.config.seed);
  const verdict = cell === baseline ? 'baseline' : verdictOf(ratio, doubts, baseline, record);
  return {
    cell,
    label,
    x,
    n,
    median: center,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    ratio,
    verdict,
    moreTrials:
      verdict === 'inconclusive' && complete(ratio) ? moreRunsNeeded(ratio, noiseFloor(record).ratio, n) : null,
    doubts,
    values,
    perOpNs: nsPerOp(cell, center),
    failure: null,
  };
}

function failureOf(cell: Cell): string | null {
  if (cell.error !== undefined) return cell.error;
  if (!cell.checks.invariantsHeld) return cell.checks.details[0] ?? 'An invariant failed.';
  return cell.trials.length === 0 ? 'No trial was finished.' : null;
}

function intervalOf(cell: Cell, seed: number): Interval | null {
  if (!usable(cell) || cell.trials.length < FEWEST_TRIALS) return null;
  return bootstrapMedian([...valuesByBlock(cell).values()], { seed });
}

/**
 * How many times better a cell is than another of the same metric, paired by block, so that what slows a whole block
 * down cancels. `null`: a side without a score, no common block, or a trial without progress.
 */
export function ratioTo(cell: Cell, baseline: Cell, seed: number): Ratio | null {
  if (failureOf(cell) !== null || failureOf(baseline) !== null || !usable(cell) || !usable(baseline)) return null;
  const ours = valuesByBlock(cell);
  const theirs = valuesByBlock(baseline);
  const common = [...ours.keys()].filter((block) => theirs.has(block));
  if (common.length === 0) return null;
  const a = common.map((block) => ours.get(block) ?? []);
  const b = common.map((block) => theirs.get(block) ?? []);
  const { estimate, low, high } =
    cell.metric.better === 'higher' ? pairedRatio(a, b, { seed }) : pairedRatio(b, a, { seed });
  const enough = Math.min(a.flat().length, b.flat().length) >= FEWEST_TRIALS;
  return { estimate, low: enough ? low : null, high: enough ? high : null };
}

/** Logarithms and bootstraps need positive finite values. */
function usable(cell: Cell): boolean {
  return cell.trials.every((trial) => trial.ops > 0);
}

function verdictOf(
  ratio: Ratio | null,
  doubts: readonly Doubt[],
  baseline: Cell | undefined,
  record: LabResult,
): VerdictWord | null {
  if (baseline === undefined || failureOf(baseline) !== null) return null;
  if (!complete(ratio)) return 'inconclusive';
  const twoGroups = [...doubts, ...findDoubts(baseline, record)].some((doubt) => doubt.code === 'noise/bimodal');
  if (twoGroups) return 'inconclusive';
  return judge(ratio, noiseFloor(record).ratio);
}

function complete(ratio: Ratio | null): ratio is Interval {
  return ratio !== null && ratio.low !== null && ratio.high !== null;
}
