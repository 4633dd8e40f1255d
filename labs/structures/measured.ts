/** Which rows of the record the answers and claims are about, asked by what the subjects say of themselves. */
import { Findings } from '../../src/lab/findings.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';

/** What a subject says of itself, its family and its progress too. */
export type Traits = Readonly<Record<string, string | number>>;
type Params = Cell['params'];
export type Fits = (traits: Traits) => boolean;

const isControl: Fits = ({ control }) => control !== undefined;
/** Not one that is here only to tell what a part of another one gives. */
export const isForUse: Fits = (traits) => !isControl(traits);
/** All that the threads do is done under one lock. */
export const isLocked: Fits = ({ family, otherSide }) => family === 'locked' || otherSide === 'lock';
export const isFree: Fits = (traits) => isForUse(traits) && !isLocked(traits);
/** One that counts the exchanges that fail, all of them; who looks at a lock until it is free makes none. */
export const countsTries: Fits = (traits) => !isLocked(traits);
/** A stack where all meet on the top: whoever has failed there tries again at once, or stays away for a while. */
export const isTopOnly: Fits = (traits) => !isLocked(traits) && traits.meets === 'top';
export const triesAgain: Fits = (traits) => isTopOnly(traits) && !isControl(traits);
export const staysAway: Fits = (traits) => isTopOnly(traits) && isControl(traits);
/** A stack whose threads may meet beside the top, and stay away from it meanwhile. */
export const eliminates: Fits = (traits) => traits.meets === 'top-or-pairs';
/** A queue that is a list, and one in an array. */
export const isLinked: Fits = (traits) => isFree(traits) && traits.family === 'list';
export const isArray: Fits = (traits) => isFree(traits) && traits.family !== 'list';

/** What threads ask of a map: gets of a hundred calls, and the exponent of Zipf's law in hundredths; 0: all keys are as popular. */
export interface Mix {
  readonly readPercent: number;
  readonly skewPercent: number;
}

/** A program that mostly reads. */
export const USUAL_MIX: Mix = { readPercent: 90, skewPercent: 0 };
/** All write much, and want the same keys; and the same with keys that are all as popular. */
export const POPULAR_MIX: Mix = { readPercent: 50, skewPercent: 99 };
export const UNPOPULAR_MIX: Mix = { ...POPULAR_MIX, skewPercent: 0 };

export const isMix =
  (mix: Mix) =>
  ({ readPercent, skewPercent }: Params): boolean =>
    readPercent === mix.readPercent && skewPercent === mix.skewPercent;

/** Nanoseconds of work between two tries of a thief. */
export const ALL_THE_TIME_NS = 0;
export const SELDOM_NS = 10_000;

/** One of the four structures, and what is asked of it when its subjects are compared with each other. */
export interface Contest {
  readonly what: string;
  readonly section: string;
  /** The section with more threads than CPUs, where that is another one. */
  readonly crowdedSection?: string;
  isAsked(params: Params): boolean;
}

export const STACK: Contest = { what: 'stack', section: 'stack', isAsked: () => true };
export const QUEUE: Contest = { what: 'queue', section: 'queue', isAsked: () => true };
export const CONTESTS: readonly Contest[] = [
  STACK,
  QUEUE,
  { what: 'deque', section: 'deque', isAsked: ({ stealEveryNs }) => stealEveryNs === ALL_THE_TIME_NS },
  { what: 'map', section: 'map-mixes', crowdedSection: 'map-crowded', isAsked: isMix(USUAL_MIX) },
];

/** A subject in a new situation, and how many times as much it does there as in another one; the ratio may be unknown. */
export interface Change {
  readonly to: SummaryRow;
  readonly ratio: Ratio | null;
}

export class Measured {
  readonly found: Findings;
  readonly cpus: number;
  /** WebAssembly, where it was measured. */
  readonly backend: Cell['backend'];
  /** The most threads, two or more, that were measured with a CPU each; `null` where there are none. */
  readonly threads: number | null;
  /** The most threads that were measured, where they are more than the CPUs; else `null`. */
  readonly crowd: number | null;
  readonly #traits: Map<string, Traits>;

  constructor(record: LabResult) {
    this.found = new Findings(record);
    this.cpus = usableCpus(record);
    this.backend = record.cells.some((cell) => cell.backend === 'wasm') ? 'wasm' : 'js';
    this.#traits = new Map(
      record.subjects.map(({ name, facts, family, progress }) => [name, { ...facts, family, progress }]),
    );
    const counts = record.sections
      .flatMap(({ id }) => this.rows(id, () => true))
      .map(({ cell }) => cell.threads)
      .filter((count) => count > 1);
    const seated = counts.filter((count) => count <= this.cpus);
    this.threads = seated.length > 0 ? Math.max(...seated) : null;
    const most = Math.max(0, ...counts);
    this.crowd = most > this.cpus ? most : null;
  }

  /** Best first. */
  rows(section: string, fits: Fits, isAsked: (params: Params) => boolean = () => true): SummaryRow[] {
    return this.found
      .rows(section, this.backend, (_facts, { cell }) => fits(this.#traits.get(cell.subject) ?? {}))
      .filter(({ cell }) => isAsked(cell.params));
  }

  at(threads: number | null, section: string, fits: Fits, isAsked?: (params: Params) => boolean): SummaryRow[] {
    return this.rows(section, fits, isAsked).filter(({ cell }) => cell.threads === threads);
  }

  /** With a CPU for each thread. */
  seated({ section, isAsked }: Contest, fits: Fits): SummaryRow[] {
    return this.at(this.threads, section, fits, isAsked);
  }

  /** With more threads than CPUs. */
  crowded({ section, crowdedSection = section, isAsked }: Contest, fits: Fits): SummaryRow[] {
    return this.at(this.crowd, crowdedSection, fits, isAsked);
  }

  /** Subjects that were measured with `few` threads and with the most that have a CPU each, best first. */
  scalings(section: string, fits: Fits, few: number): Change[] {
    if (this.threads === null || this.threads <= few) return [];
    return this.changes(this.at(this.threads, section, fits), this.at(few, section, fits));
  }

  /** What subjects do in one situation, in what they do in another; in the order of `to`. */
  changes(to: readonly SummaryRow[], from: readonly SummaryRow[]): Change[] {
    return to.flatMap((row): Change[] => {
      const base = from.find(({ cell }) => cell.subject === row.cell.subject);
      return base ? [{ to: row, ratio: this.found.ratio(row, base) }] : [];
    });
  }
}
