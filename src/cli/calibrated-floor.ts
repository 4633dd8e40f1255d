/** The noise floor that a lab's verdicts use: what `npm run calibrate` has stored for this machine, if it still holds. */
import { join } from 'node:path';
import { type FloorUser, type Identity, usableFloor } from '../lab/calibration-store.ts';
import { PROJECT } from '../registry.ts';
import type { LabResult } from '../report/schema.ts';
import { wrapWidth } from '../report/text-width.ts';
import type { Output } from './output.ts';

/** Where calibrations are unless `--out` says otherwise. */
export const REPORTS = join(PROJECT, 'reports');

/**
 * Looks where the results go, then in reports/. A calibration that is there and does not hold is named, with the reason.
 *
 * @param run - its `--pin` and its settings.
 * @param folder - where the results of all labs go.
 */
export function calibratedFloor(
  output: Pick<Output, 'line' | 'columns'>,
  machine: Identity,
  run: FloorUser,
  folder: string,
): LabResult['noiseFloor'] {
  const { floor, refused } = usableFloor([folder, REPORTS], machine, run);
  if (refused !== null) for (const line of [...wrapWidth(refused, output.columns), '']) output.line(line);
  return floor;
}
