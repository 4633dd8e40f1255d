/** The rows that the conclusions are about, by where their threads ran. */
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { DISTANCE_NAMES, distanceOf } from '../../src/report/cpu-distance.ts';
import { type CpuPlace, placesByCpu } from '../../src/report/cpu-order.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { isApart } from './sites.ts';

export const BACKENDS = ['js', 'wasm'] as const;

/** Sections in which every thread can have a CPU: its threads wait for each other, or they share nothing. */
const TOGETHER = ['ring', 'round-trip', 'lock', 'group'] as const;
const ALONE = ['own-work'] as const;
const SEATED = [...TOGETHER, ...ALONE] as const;

/** `apart`: pinned, each to a core of its own as long as there are cores. `other`: pinned in another way. */
export type Place = 'apart' | 'left alone' | 'siblings' | 'one CPU' | 'other';

type Places = ReadonlyMap<number, CpuPlace>;

/** Findings of a record whose cells are told apart by where their threads ran. */
export class PlacedFindings extends Findings {
  readonly places: Places;
  /** As far apart as two threads can be pinned here: siblings where there is no second core. */
  readonly farthest: 'apart' | 'siblings';

  constructor(record: LabResult) {
    super(record);
    const places = placesByCpu(record.machine.topology.places ?? []);
    const isOneCore = (cell: Cell) => isApart(cell.placement) && placeOf(cell, places) === 'siblings';
    this.places = places;
    this.farthest = record.cells.some(isOneCore) ? 'siblings' : 'apart';
  }
}

/** `null`: the threads were to be pinned, and it was not confirmed that they were. */
function placeOf({ placement, threads }: Cell, places: Places): Place | null {
  const { policy, cpus, verified } = placement;
  if (policy === 'none') return 'left alone';
  if (!verified) return null;
  if (threads > 1 && new Set(cpus).size === 1) return 'one CPU';
  if (policy === 'smt-pair' || areSiblings(cpus, places)) return 'siblings';
  return isApart({ policy }) ? 'apart' : 'other';
}

/** Whatever the policy is called: on a machine with one core, `cores` comes to its threads. */
function areSiblings(cpus: Cell['placement']['cpus'], places: Places): boolean {
  const isSeated = cpus.length > 1 && new Set(cpus).size === cpus.length;
  const [first, ...others] = cpus.map((cpu) => (cpu === null ? undefined : places.get(cpu)));
  return isSeated && others.every((other) => distanceOf(first, other) === DISTANCE_NAMES['smt-siblings']);
}

/** Best first. */
export function at(
  found: PlacedFindings,
  section: string,
  backend: Cell['backend'],
  place: Place,
  fits: (facts: Facts) => boolean = () => true,
): SummaryRow[] {
  return found.rows(section, backend, (facts, row) => placeOf(row.cell, found.places) === place && fits(facts));
}

/** One cell on two sites. */
export interface Twins {
  /** `spsc-cached in JavaScript, round-trip` */
  readonly name: string;
  readonly over: SummaryRow;
  readonly under: SummaryRow;
}

/** Cells of a section that ran at `over` and, alike in all else, at `under`. */
export function twinsAt(
  found: PlacedFindings,
  section: string,
  [over, under]: readonly [Place, Place],
  fits: (facts: Facts) => boolean = () => true,
): Twins[] {
  return BACKENDS.flatMap((backend) =>
    at(found, section, backend, over, fits).flatMap((row): Twins[] => {
      const twin = at(found, section, backend, under).find(({ cell }) => isSame(cell, row.cell));
      const name = `${row.cell.subject} ${backend}, ${section}`;
      return twin ? [{ name, over: row, under: twin }] : [];
    }),
  );
}

/** Pinned and left alone, wherever every thread can have a CPU: threads that wait for each other, and threads that do not. */
export function pinnedAndNot(found: PlacedFindings): {
  readonly partners: readonly Twins[];
  readonly loners: readonly Twins[];
} {
  const twins = (section: string) => twinsAt(found, section, [found.farthest, 'left alone']);
  return { partners: TOGETHER.flatMap(twins), loners: ALONE.flatMap(twins) };
}

/** All cells of threads that were left alone and could have had a CPU each. */
export function leftAlone(found: PlacedFindings): SummaryRow[] {
  return SEATED.flatMap((section) => BACKENDS.flatMap((backend) => at(found, section, backend, 'left alone')));
}

function isSame(a: Cell, b: Cell): boolean {
  return a.subject === b.subject && a.threads === b.threads;
}
