/**
 * What speaks against a cell's numbers, computed from its raw trials so that old files profit from better rules.
 * Each doubt has a code, a meaning that is the same wherever the code occurs, and what was seen here.
 */
import { bimodal } from '../stats/bimodal.ts';
import { coefficientOfVariation } from '../stats/coefficient-of-variation.ts';
import { detectDrift } from '../stats/drift.ts';
import { countOutliers } from '../stats/outliers.ts';
import { duration, percent, significant } from './quantity.ts';
import type { Cell, LabResult, Trial } from './schema.ts';
import { cellValues } from './value.ts';

export interface Doubt {
  /** `noise/spread`; stable, so that tools may select by it. */
  readonly code: string;
  /** What was seen in this cell, with numbers. */
  readonly text: string;
}

/** A time slice of 4 ms that somebody else takes is then below a tenth of the trial. */
const SHORTEST_TRIAL_NS = 40e6;

/**
 * Blocks needed before an interval or a verdict is given. Blocks are what is resampled: the range of n of them covers the
 * median with probability 1 - 2^(1-n), 97 % for 6. In simulation (300 runs of identical code, 6 blocks, visits that differ by
 * 10 to 20 % or jump between two speeds) 95 % intervals missed the truth in 4 to 8 % and gave a wrong verdict in at most 4 %;
 * with 3 blocks of 3 trials it was 16 to 24 % and 17 %.
 */
export const FEWEST_BLOCKS = 6;

/** What a code means, for footnotes. An unknown code stands for itself. */
export function meaning(code: string): string {
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : `${code}, as recorded by the run`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  'noise/spread': 'the trials differ by 10 % or more (coefficient of variation)',
  'noise/bimodal': 'the trials form two groups far apart: the median says little, the ratio by block more',
  'noise/drift': 'the trials get steadily better or worse, or the first was slow',
  'noise/preempted': 'in a quarter of the trials or more, a thread waited for its CPU for over 1 % of the time',
  'noise/steal': 'the hypervisor gave more than 1 % of the CPU time to others',
  'noise/throttled': 'the CPU quota stopped the threads',
  'noise/overlap': 'the threads ran together for less than 95 % of a trial',
  'noise/short-trial': 'a trial was shorter than 40 ms',
  'noise/warm-up': 'the trial time was not steady when measuring began',
  'noise/outliers': 'trials far outside the rest; they are kept',
  'placement/oversubscribed': 'there were more threads than CPUs',
  'placement/unverified': 'it was not confirmed that the threads ran where they were put',
  'tour/sampled':
    'each trial visited other pairs of CPUs, as all would take too long: spread and interval are those of the sample',
  'stats/few-blocks': `visited in fewer than ${FEWEST_BLOCKS} blocks, so no interval and no verdict are given`,
  'stats/no-progress': 'a trial finished no operation, so no ratio is given',
};

/** All doubts about a cell that has a score, in a fixed order. */
export function findDoubts(cell: Cell, record: LabResult): Doubt[] {
  const doubts: Doubt[] = [];
  const add = (code: string, text: string | null) => {
    if (text !== null) doubts.push({ code, text });
  };
  const values = cellValues(cell);
  const { trials } = cell;
  const blocks = new Set(trials.map((trial) => trial.block)).size;
  add('stats/few-blocks', blocks < FEWEST_BLOCKS ? `${blocks} of ${FEWEST_BLOCKS} blocks` : null);
  const stalled = trials.filter((trial) => trial.ops === 0).length;
  add('stats/no-progress', stalled > 0 ? `${stalled} of ${trials.length} trials` : null);
  if (stalled === 0) shapeDoubts(cell, values, add);
  add('noise/short-trial', shortest(trials));
  add('noise/preempted', preempted(trials));
  add('noise/overlap', leastOverlap(trials));
  add('noise/warm-up', cell.warmup.steady ? null : `after ${cell.warmup.trials} warm-up trials`);
  add('placement/oversubscribed', oversubscribed(cell, record));
  const { policy, verified } = cell.placement;
  add('placement/unverified', policy !== 'none' && !verified ? (cell.placement.reason ?? `policy ${policy}`) : null);
  for (const [code, count] of recordedWarnings(trials)) {
    if (!doubts.some((doubt) => doubt.code === code)) add(code, `${count} of ${trials.length} trials`);
  }
  return doubts;
}

function shapeDoubts(cell: Cell, values: number[], add: (code: string, text: string | null) => void): void {
  const spread = coefficientOfVariation(values);
  add('noise/spread', spread >= 0.1 ? `${percent(spread)} coefficient of variation` : null);
  const modes = bimodal(values);
  add(
    'noise/bimodal',
    modes === null ? null : `two groups a factor of ${significant(modes.highMode / modes.lowMode)} apart`,
  );
  const { firstTrialSlow, drifting, rank } = detectDrift(values, cell.metric.better);
  if (drifting) add('noise/drift', `rank correlation with trial number ${rank.toFixed(2)}`);
  else if (firstTrialSlow) add('noise/drift', 'the first trial was slower than the rest');
  const { severe } = countOutliers(values);
  add('noise/outliers', severe > 0 ? `${severe} of ${values.length} trials beyond 3 interquartile ranges` : null);
}

function shortest(trials: readonly Trial[]): string | null {
  const ns = Math.min(...trials.map((trial) => trial.durationNs));
  return ns < SHORTEST_TRIAL_NS ? `shortest trial ${duration(ns)}` : null;
}

/** Run delay is the better evidence: a switch that costs no time is harmless. Switches count where it is unknown. */
function preempted(trials: readonly Trial[]): string | null {
  let affected = 0;
  let longest = 0;
  for (const trial of trials) {
    const delays = trial.perThread.map((thread) =>
      thread.runDelayNs === null
        ? (thread.involuntarySwitches ?? 0) > 0
          ? 1
          : 0
        : thread.runDelayNs / trial.durationNs,
    );
    const worst = Math.max(0, ...delays);
    if (worst > 0.01) affected += 1;
    longest = Math.max(longest, worst);
  }
  if (affected * 4 < trials.length || affected === 0) return null;
  const of = `${affected} of ${trials.length} trials`;
  return longest === 1 ? `${of} with involuntary switches` : `${of}, up to ${percent(longest)}`;
}

function leastOverlap(trials: readonly Trial[]): string | null {
  const least = Math.min(...trials.map((trial) => trial.overlap ?? 1));
  return least < 0.95 ? `${percent(least)} in the worst trial` : null;
}

function oversubscribed(cell: Cell, record: LabResult): string | null {
  const pinned = cell.placement.cpus.filter((cpu) => cpu !== null);
  const available = pinned.length > 0 ? new Set(pinned).size : record.machine.topology.cpus;
  return cell.threads > available ? `${cell.threads} threads on ${available} CPU${available === 1 ? '' : 's'}` : null;
}

function recordedWarnings(trials: readonly Trial[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const code of trials.flatMap((trial) => trial.warnings)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
