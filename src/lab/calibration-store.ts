/** Calibrations on disk: one small file for each machine in the folder of reports, the newest only, and when it holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MachineInfo } from '../machine/types.ts';
import type { LabResult } from '../report/schema.ts';
import { writeWhole } from '../report/write.ts';
import { MOST_FLOOR } from '../stats/noise-floor.ts';
import { SETTINGS, type Settings } from './settings.ts';

const SCHEMA_NAME = 'crosscore-calibration';

/** Kernels, neighbours and habits change: an older calibration is not used. */
export const MOST_DAYS = 30;
const DAY_MS = 86_400_000;
/** Shorter visits scatter more: a run whose visits measure less than this share of the calibration's needs another floor. */
const LEAST_SHARE = 0.75;

const interval = z.object({ estimate: z.number().positive(), low: z.number(), high: z.number() });

const calibration = z.object({
  schema: z.literal(SCHEMA_NAME),
  schemaVersion: z.string().regex(/^1\.\d+$/),
  at: z.iso.datetime(),
  /** Reproduces the run. */
  command: z.string(),
  /** Whose floor it is: see the `machine` of a result file. */
  machine: z.object({ id: z.string().nullable(), profile: z.string(), node: z.string() }),
  /** The policy of `--pin`. */
  pin: z.string(),
  blocks: z.number().int().positive(),
  trialsPerVisit: z.number().int().positive(),
  trialMs: z.number().positive(),
  /** The floor, as a share: 0.03 is 3 %. */
  ratio: z.number().positive().max(MOST_FLOOR),
  classes: z.array(z.object({ name: z.string(), pairs: z.number(), ratio: z.number().positive() })),
  /** Shares; `measured`: each pair judged by the floor of the others. */
  falsePositives: z.object({ comparisons: z.number(), assumed: z.number(), measured: z.number() }),
  pairs: z.array(z.object({ cell: z.string(), ratio: interval })),
});

export type Calibration = z.infer<typeof calibration>;

/** The floor that verdicts use; without one, why a calibration that is there does not count: a sentence. */
export interface UsableFloor {
  readonly floor: LabResult['noiseFloor'];
  readonly refused: string | null;
}

/** What a machine is recognised by. */
export type Identity = Pick<MachineInfo, 'id' | 'profile'> & { readonly runtime: Pick<MachineInfo['runtime'], 'node'> };

/** How long a visit measures. */
type Trials = Pick<Settings, 'trialsPerVisit' | 'trialMs'>;

/** What of a run decides whether a floor holds for it. */
export interface FloorUser extends Trials {
  /** Its `--pin`: threads that wander are louder than pinned ones. */
  readonly pin: string;
}

/** Write a machine's calibration in place of the last one, and return its path. @throws WriteFailed */
export function storeCalibration(folder: string, content: Omit<Calibration, 'schema' | 'schemaVersion'>): string {
  const path = pathOf(folder, content.machine.id);
  writeWhole(path, `${JSON.stringify({ schema: SCHEMA_NAME, schemaVersion: '1.0', ...content }, null, 2)}\n`);
  return path;
}

/** The machine's calibration in the first of the folders that has one, if it holds for a run now. */
export function usableFloor(
  folders: readonly string[],
  machine: Identity,
  run: FloorUser,
  now: number = Date.now(),
): UsableFloor {
  for (const folder of folders) {
    const path = pathOf(folder, machine.id);
    const found = read(path);
    if (found === null) continue;
    const reason = typeof found === 'string' ? found : misfit(found, machine, run, now);
    if (typeof found === 'string' || reason !== null)
      return {
        floor: null,
        refused: `The calibration in ${path} is not used, as ${reason}: ${cure(run)}.`,
      };
    return { floor: { ratio: found.ratio, from: 'npm run calibrate', at: found.at }, refused: null };
  }
  return { floor: null, refused: null };
}

function visitMs({ trialsPerVisit, trialMs }: Trials): number {
  return trialsPerVisit * trialMs;
}

function isShortFor(run: Trials, calibrated: Trials): boolean {
  return visitMs(run) < LEAST_SHARE * visitMs(calibrated);
}

/** The command whose floor holds for this run. */
function cure(run: FloorUser): string {
  const short = isShortFor(run, SETTINGS.default);
  const flags = [...(short ? ['--quick'] : []), ...(run.pin === 'none' ? ['--pin none'] : [])];
  const command = ['npm run calibrate', ...(flags.length > 0 ? ['--', ...flags] : [])].join(' ');
  return `${command} makes a new one${short ? ' for runs as short as this' : ''}`;
}

/** A machine without an id shares its file with others like it: the profile tells them apart, or they are alike. */
function pathOf(folder: string, id: string | null): string {
  return join(folder, `calibration-${id ?? 'unnamed'}.json`);
}

/** The calibration; what is wrong with the file; or `null`: there is none. */
function read(path: string): Calibration | string | null {
  try {
    const parsed = calibration.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
    const [{ path: at, message }] = parsed.error.issues;
    return `it is not valid (${[...at, message].join(': ')})`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return code === undefined ? 'it is cut off or no JSON' : `it cannot be read (${code})`;
  }
}

function misfit(found: Calibration, here: Identity, run: FloorUser, now: number): string | null {
  const { machine, at, pin: pinned } = found;
  if (machine.id !== here.id) return 'it is of another machine';
  if (machine.profile !== here.profile) return `the machine was another then (${machine.profile})`;
  const [then, current] = [machine.node, here.runtime.node].map((version) => version.split('.')[0]);
  if (then !== current) return `it was made with Node ${then}, and this is Node ${current}`;
  if (run.pin === 'none' && pinned !== 'none') return 'its threads were pinned, and here they are not';
  const days = Math.floor((now - Date.parse(at)) / DAY_MS);
  if (days > MOST_DAYS) return `it is ${days} days old, and ${MOST_DAYS} are the most`;
  // Last: a longer run cures this alone.
  if (isShortFor(run, found))
    return `its visits measured ${visitMs(found)} ms each and those of this run ${visitMs(run)} ms (a longer run may use it)`;
  return null;
}
