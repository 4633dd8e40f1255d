/** The rungs of a ladder of costs: every operation of a record once, with a name that tells it from all others. */
import { median } from '../stats/median.ts';
import { distanceOf } from './cpu-distance.ts';
import type { CpuPlace } from './cpu-order.ts';
import { classesOf, pairsOf } from './pair-matrix.ts';
import { sweptLabel } from './row-label.ts';
import type { Cell, Section } from './schema.ts';
import { costBounds } from './series.ts';
import { BACKEND_NAMES } from './series-style.ts';
import type { SectionSummary, SummaryRow } from './summary.ts';

export interface Rung {
  /** With the back end where the record has both. */
  readonly name: string;
  /** Without it. */
  readonly base: string;
  readonly backend: Cell['backend'];
  readonly ns: number;
  /** 95 % interval of the median; `null` where there is none. */
  readonly lowNs: number | null;
  readonly highNs: number | null;
}

export interface Ladder {
  /** Cheapest first. */
  readonly rungs: readonly Rung[];
  /** Names of the JavaScript rungs left out because there is the same in WebAssembly. */
  readonly twins: readonly string[];
  /** Names of the rungs left out because they lie close to others. */
  readonly close: readonly string[];
}

/** More would be a list, and no ladder. */
const MOST_RUNGS = 24;

interface Entry extends Rung {
  readonly traits: ReadonlyMap<string, string>;
}

export function ladderOf(summaries: readonly SectionSummary[], places: readonly CpuPlace[]): Ladder {
  const scored = summaries.flatMap(({ section, rows }) => rows.filter(isScored).map((row) => ({ section, row })));
  const sited = new Set(scored.map(({ row }) => row.cell.placement.policy)).size > 1;
  const both = new Set(scored.map(({ row }) => row.cell.backend)).size > 1;
  const entries = scored.flatMap(({ section, row }) => entriesOf(row, section, sited, places));
  const all = [...Map.groupBy(entries, ({ base }) => base).values()]
    .flatMap(toldApart)
    .map((entry) => (both ? { ...entry, name: `${entry.base}, ${BACKEND_NAMES[entry.backend]}` } : entry))
    .sort((a, b) => a.ns - b.ns);
  const compiled = new Set(all.filter(({ backend }) => backend === 'wasm').map(({ base }) => base));
  const isTwin = ({ backend, base }: Entry) => all.length > MOST_RUNGS && backend === 'js' && compiled.has(base);
  const [rungs, close] = thinned(all.filter((entry) => !isTwin(entry)));
  return { rungs, twins: all.filter(isTwin).map(({ name }) => name), close: close.map(({ name }) => name) };
}

function isScored(row: SummaryRow): boolean {
  return row.perOpNs !== null && row.perOpNs > 0 && Number.isFinite(row.perOpNs);
}

/** One; of a tour over pairs of CPUs, one for each distance. */
function entriesOf(row: SummaryRow, section: Section, sited: boolean, places: readonly CpuPlace[]): Entry[] {
  const { cell } = row;
  const { backend } = cell;
  const label = sweptLabel(row, section).replace(', placement=', ', ');
  const entry = (where: string | null, cost: Pick<Rung, 'ns' | 'lowNs' | 'highNs'>): Entry => {
    const base = where === null || label.includes(where) ? label : `${label}, ${where}`;
    const traits = traitsOf(cell);
    if (where !== null && where !== cell.placement.policy) traits.delete('CPUs'); // a distance says enough
    return { name: base, base, backend, traits, ...cost };
  };
  const pairs = pairsOf(cell, places);
  if (pairs.length === 0) return [entry(whereOf(cell, sited, places), costOf(row))];
  const classes = classesOf(pairs);
  return classes.map(({ distance, pairs }) =>
    entry(distance ?? 'any two CPUs', { ns: median(pairs.map(({ ns }) => ns)), lowNs: null, highNs: null }),
  );
}

/** How far its two threads are apart; else the placement, where it tells cells apart and there is more than one thread to place. */
function whereOf({ placement, threads }: Cell, sited: boolean, places: readonly CpuPlace[]): string | null {
  if (threads < 2) return null;
  const [a, b] = placement.cpus.map((cpu) => places.find((place) => place.cpu === cpu));
  const distance = threads === 2 ? distanceOf(a, b) : null;
  return distance ?? (sited ? placement.policy : null);
}

function costOf({ cell, perOpNs, low, high }: SummaryRow): Pick<Rung, 'ns' | 'lowNs' | 'highNs'> {
  const ns = perOpNs ?? Number.NaN;
  if (low === null || high === null) return { ns, lowNs: null, highNs: null };
  const [lowNs, highNs] = costBounds({ cell, low, high, perOpNs: ns });
  return { ns, lowNs, highNs };
}

/** What may tell cells of one name apart. */
function traitsOf({ subject, scenario, placement, threads, params }: Cell): Map<string, string> {
  return new Map([
    ['subject', subject],
    ['scenario', scenario],
    ['CPUs', placement.cpus.join(' and ')],
    ...(placement.memNode === null ? [] : [['memory of node', String(placement.memNode)] as const]),
    ['threads', String(threads)],
    ...Object.entries(params).map(([name, value]) => [name, String(value)] as const),
  ]);
}

/** Their values say what they are. */
const SPEAKING: ReadonlySet<string> = new Set(['subject', 'scenario']);

/** Of one name: those that differ get what they differ in, the others are one. What only some of them tell is no difference. */
function toldApart(entries: readonly Entry[]): Entry[] {
  const traits = [...new Set(entries.flatMap((entry) => [...entry.traits.keys()]))];
  const values = (trait: string) =>
    entries.map((entry) => entry.traits.get(trait)).filter((value) => value !== undefined);
  const varying = traits.filter((trait) => new Set(values(trait)).size > 1);
  const told = entries.map((entry) => {
    const rest = varying.map((trait) => `${SPEAKING.has(trait) ? '' : `${trait} `}${entry.traits.get(trait) ?? '–'}`);
    const base = [entry.base, ...rest].join(', ');
    return { ...entry, base, name: base };
  });
  return told.filter(
    ({ base, backend }, at) => told.findIndex((one) => one.base === base && one.backend === backend) === at,
  );
}

/** Takes out, one after another, the rung that leaves the smallest step; the ends stay. */
function thinned<T extends Rung>(all: readonly T[]): [rungs: T[], taken: T[]] {
  const rungs = [...all];
  const taken: T[] = [];
  while (rungs.length > MOST_RUNGS) {
    const steps = rungs.slice(2).map(({ ns }, at) => ns / rungs[at].ns);
    taken.push(...rungs.splice(1 + steps.indexOf(Math.min(...steps)), 1));
  }
  return [rungs, taken];
}
