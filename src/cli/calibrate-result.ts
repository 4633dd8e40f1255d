/** What becomes of a calibration's runs: the floor, its file unless it is too loud, what is said, and the exit code. */
import { relative } from 'node:path';
import { CalibrationFailed, type MeasuredPair, noiseOf } from '../lab/calibration.ts';
import type { CalibrationPlan } from '../lab/calibration-plan.ts';
import { type Calibration, storeCalibration } from '../lab/calibration-store.ts';
import { recordCells } from '../lab/record.ts';
import type { CellRun } from '../lab/run.ts';
import type { MachineWarning } from '../machine/types.ts';
import { MOST_FLOOR } from '../stats/noise-floor.ts';
import { printNoise } from './calibrate-print.ts';
import { EXIT } from './failure.ts';
import type { Output } from './output.ts';

/** All of a calibration that is known before its pairs are compared. */
export interface Calibrated extends Pick<Calibration, 'at' | 'command' | 'machine' | 'pin'> {
  readonly runs: readonly CellRun[];
  readonly seed: number;
  readonly warnings: readonly MachineWarning[];
}

/**
 * A floor that is too loud leaves the folder as it was.
 *
 * @throws CalibrationFailed when the pairs cannot be compared; WriteFailed.
 */
export function finishCalibration(
  output: Pick<Output, 'line' | 'columns' | 'colour' | 'event'>,
  calibration: CalibrationPlan,
  { runs, seed, warnings, ...about }: Calibrated,
  folder: string,
): number {
  const { blocks, trialsPerVisit, trialMs } = calibration.settings;
  const noise = noiseOf(measuredPairs(calibration, runs), seed);
  const content = {
    ...about,
    blocks,
    trialsPerVisit,
    trialMs,
    ratio: noise.ratio,
    classes: [...noise.classes],
    falsePositives: noise.falsePositives,
    pairs: noise.pairs.map(({ cell, ratio }) => ({ cell: cell.id, ratio })),
  };
  const path = noise.ratio > MOST_FLOOR ? null : storeCalibration(folder, content);
  output.event('result', { path, calibration: content });
  printNoise(output, noise, calibration, { warnings, path: path && shortest(path) });
  return path === null ? EXIT.inconclusive : EXIT.done;
}

function measuredPairs({ plan, pairs }: CalibrationPlan, runs: readonly CellRun[]): MeasuredPair[] {
  const cells = new Map(recordCells(plan, runs).cells.map((cell) => [cell.id, cell]));
  return pairs.map(([cell, again]): MeasuredPair => {
    const [one, other] = [cells.get(cell.id), cells.get(again.id)];
    if (!one || !other) throw new CalibrationFailed(`No noise floor: ${cell.id} was not measured; repeat.`);
    return [one, other];
  });
}

/** As seen from here, unless that leads upwards. */
function shortest(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith('..') ? path : from;
}
