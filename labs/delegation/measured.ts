/** Which rows of the record the answers and claims are about, asked by what the subjects say of themselves. */
import { type Facts, Findings } from '../../src/lab/findings.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { type SummaryRow, summarize } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';

export type Fits = (facts: Facts) => boolean;

/** To be used. */
export const isAny: Fits = (facts) => facts.control === undefined;
/** Everybody in turn, under a lock. */
export const locks: Fits = (facts) => isAny(facts) && facts.runs === 'caller';
/** One of the callers for all. */
export const combines: Fits = (facts) => isAny(facts) && facts.runs === 'one-of-the-callers';
export const serves: Fits = (facts) => isAny(facts) && facts.runs === 'server';
export const delegates: Fits = (facts) => isAny(facts) && facts.runs !== 'caller';
/** Under a lock that never lets the system know that somebody waits. */
export const locksAndSpins: Fits = (facts) => locks(facts) && facts.waiting === 'spin';

/** The section that is nothing but an addition to the object: shorter than any line transfer. */
export const SHORTEST_NS = 0;

export class Measured {
  readonly found: Findings;
  readonly cpus: number;
  /** WebAssembly, where it was measured. */
  readonly backend: Cell['backend'];
  /** The most threads, two or more, that were measured with a CPU each; `null` where there are none. */
  readonly threads: number | null;
  /** The most threads that were measured, where they are more than the CPUs; else `null`. */
  readonly crowd: number | null;
  readonly #record: LabResult;

  constructor(record: LabResult) {
    this.#record = record;
    this.found = new Findings(record);
    this.cpus = usableCpus(record);
    this.backend = record.cells.some((cell) => cell.backend === 'wasm') ? 'wasm' : 'js';
    const counts = record.sections
      .flatMap(({ id }) => this.#rows(id, isAny))
      .map(({ cell }) => cell.threads)
      .filter((count) => count > 1);
    const seated = counts.filter((count) => count <= this.cpus);
    this.threads = seated.length > 0 ? Math.max(...seated) : null;
    const most = Math.max(0, ...counts);
    this.crowd = most > this.cpus ? most : null;
  }

  /** Empty operations by so many threads, best first. */
  empty(fits: Fits, threads: number | null): SummaryRow[] {
    return this.#rows('threads', fits).filter(({ cell }) => cell.threads === threads);
  }

  /** Lengths of the section that were measured with a CPU for each thread, the shortest first. */
  get lengths(): number[] {
    const lengths = this.#seated('section-length', isAny).map(({ cell }) => cell.params.insideNs);
    return [...new Set(lengths)].sort((a, b) => a - b);
  }

  /** Best first. */
  atLength(fits: Fits, insideNs: number): SummaryRow[] {
    return this.#seated('section-length', fits).filter(({ cell }) => cell.params.insideNs === insideNs);
  }

  /** Those of which a trial, or all, came to nothing at this length. */
  failedAt(insideNs: number): string[] {
    const rows = summarize(this.#record).find(({ section }) => section.id === 'section-length')?.rows ?? [];
    return rows
      .filter(({ cell }) => cell.params.insideNs === insideNs && cell.backend === this.backend)
      .filter(({ cell, failure }) => failure !== null || cell.trials.some(({ ops }) => ops === 0))
      .map(({ cell }) => cell.subject);
  }

  /** Best first. */
  moving(what: 'queue' | 'stack'): SummaryRow[] {
    return this.#seated('structure', isAny).filter(({ cell }) => (cell.params.stack === 1) === (what === 'stack'));
  }

  /** Waits for an answer, with a CPU for each thread. */
  waits(): SummaryRow[] {
    return this.#seated('latency', isAny);
  }

  /** A server whom one thread asks, the quickest: an operation is a request and an answer, one after the other. */
  get askedByOne(): SummaryRow | undefined {
    const alone = ({ cell }: SummaryRow) => cell.threads === 2;
    return [...this.empty(serves, 2), ...this.atLength(serves, SHORTEST_NS).filter(alone)][0];
  }

  /** About how long a line takes from one CPU to another: half of what that operation takes. `null`: not measured. */
  get transferNs(): number | null {
    const ns = this.askedByOne?.perOpNs ?? null;
    return ns === null || !Number.isFinite(ns) ? null : ns / 2;
  }

  #seated(section: string, fits: Fits): SummaryRow[] {
    return this.#rows(section, fits).filter(({ cell }) => cell.threads === this.threads);
  }

  #rows(section: string, fits: Fits): SummaryRow[] {
    return this.found.rows(section, this.backend, (facts) => fits(facts));
  }
}
