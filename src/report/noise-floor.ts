import type { LabResult } from './schema.ts';

/** What identical code may differ by when nobody has measured it on this machine. */
export const ASSUMED_FLOOR = 0.05;

/** What calibrations measure: other code may scatter more, or less. */
const SCOPE = 'rings, locks and counters';

/** The band around a ratio of 1 that counts as "the same", as a share, and where the figure comes from. */
export interface NoiseFloor {
  readonly ratio: number;
  readonly from: string;
}

export function noiseFloor({ noiseFloor }: LabResult): NoiseFloor {
  return noiseFloor === null
    ? { ratio: ASSUMED_FLOOR, from: 'assumed, as no calibration of this machine was used' }
    : { ratio: noiseFloor.ratio, from: `measured by ${noiseFloor.from} on ${SCOPE}` };
}
