/** Which rows of the record the answers and claims are about, asked by what the subjects say of themselves. */
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import { significant } from '../../src/report/quantity.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';
import { valuesByBlock } from '../../src/report/value.ts';
import { median } from '../../src/stats/median.ts';
import { ratioOfRatios } from '../../src/stats/ratio-of-ratios.ts';

export type Fits = (facts: Facts) => boolean;

/** To be used: a read returns what one write wrote. */
export const isWhole: Fits = (facts) => facts.values === 'whole' && facts.control === undefined;
/** The same words without coordination: what reads cost at the least that look afterwards whether they were in time. */
export const isTorn: Fits = (facts) => facts.values === 'torn';
/** No shared value, read plainly: what any read costs at the least, and how reads scale. */
export const isYardstick: Fits = (facts) => facts.values === 'none';
export const isSilent: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'nothing';
export const writesOwnLine: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'own-line';
export const writesSharedLine: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'shared-line';
/** Reader and writer shut each other out. */
export const takesLock: Fits = (facts) => isWhole(facts) && facts.readersMeetWriter === 'wait';
/** Readers write nothing that other readers want, and a write does not wait for those who read what it replaces. They may wait for it. */
export const takesNoLock: Fits = (facts) =>
  isWhole(facts) && facts.readersWrite !== 'shared-line' && facts.writersWaitFor !== 'readers';
export const beginsAgain: Fits = (facts) =>
  isWhole(facts) && (facts.readersMeetWriter === 'retry' || facts.readersMeetWriter === 'wait-and-retry');
/** Neither waits nor begins again. */
export const goesOn: Fits = (facts) => isWhole(facts) && facts.readersMeetWriter === 'go-on';
/** A reader that meets a writer waits for nobody. Its writer may wait for it. */
export const waitsForNobody: Fits = (facts) => goesOn(facts) || (isWhole(facts) && facts.readersMeetWriter === 'retry');

/** Two writers are equally fast up to this: readers beside the slower one have more rest. */
const SAME_PACE = 1.1;

/** Writes a second of the one that writes; `null` where the record does not tell. */
function writesPerS({ cell }: SummaryRow): number | null {
  const paces = cell.trials.flatMap(({ figures, durationNs }) =>
    figures?.writes === undefined ? [] : [(figures.writes / durationNs) * 1e9],
  );
  return paces.length > 0 ? median(paces) : null;
}

/** `4.98 M/s` */
export function paceText(row: SummaryRow): string {
  const pace = writesPerS(row);
  return pace === null ? 'at an unknown pace' : `${significant(pace / 1e6)} M/s`;
}

export function areAlikeInPace(one: SummaryRow, other: SummaryRow): boolean {
  const [a, b] = [writesPerS(one), writesPerS(other)];
  return a !== null && b !== null && a > 0 && b > 0 && Math.max(a, b) <= SAME_PACE * Math.min(a, b);
}

/** A register's reads with one thread and with several, without writes; the ratio may be unknown. */
export interface Scaling {
  readonly one: SummaryRow;
  readonly many: SummaryRow;
  readonly ratio: Ratio | null;
}

export class Measured {
  readonly found: Findings;
  readonly seed: number;
  /** WebAssembly, where it was measured. */
  readonly backend: Cell['backend'];
  /** The most threads, two or more, that were measured with a CPU each; `null` where there are none. */
  readonly threads: number | null;

  constructor(record: LabResult) {
    this.found = new Findings(record);
    this.seed = record.config.seed;
    this.backend = record.cells.some((cell) => cell.backend === 'wasm') ? 'wasm' : 'js';
    const cpus = usableCpus(record);
    const counts = ['shares', 'scaling', 'locks', 'reading']
      .flatMap((section) => this.#rows(section, () => true))
      .map(({ cell }) => cell.threads)
      .filter((count) => count > 1 && count <= cpus);
    this.threads = counts.length > 0 ? Math.max(...counts) : null;
  }

  /** With `threads` threads, best first. */
  atShare(fits: Fits, readPercent: number): SummaryRow[] {
    return this.#seated('shares', fits).filter(({ cell }) => cell.params.readPercent === readPercent);
  }

  /** Shares of reads that were measured, the largest first. */
  get shares(): number[] {
    const shares = this.#seated('shares', isWhole).map(({ cell }) => cell.params.readPercent);
    return [...new Set(shares)].sort((a, b) => b - a);
  }

  /** One thread that only reads, cheapest first. */
  alone(fits: Fits): SummaryRow[] {
    return this.#rows('alone', fits);
  }

  /** Registers that were measured without writes by one thread and by `threads`, in the order of what the several do. */
  scalings(fits: Fits): Scaling[] {
    const alone = this.#rows('scaling', fits).filter(({ cell }) => cell.threads === 1);
    return this.#seated('scaling', fits).flatMap((many): Scaling[] => {
      const one = alone.find(({ cell }) => cell.subject === many.cell.subject);
      return one ? [{ one, many, ratio: this.found.ratio(many, one) }] : [];
    });
  }

  /** The first's scaling over the second's: 1 where both gain alike. `null` without a common block with progress. */
  against(first: Scaling, second: Scaling): Ratio | null {
    const cells = [first.many, first.one, second.many, second.one].map(({ cell }) => cell);
    if (cells.some((cell) => cell.trials.some(({ ops }) => ops === 0))) return null;
    const values = cells.map(valuesByBlock);
    const common = [...values[0].keys()].filter((block) => values.every((of) => of.has(block)));
    if (common.length === 0) return null;
    const [a, b, c, d] = values.map((of) => common.map((block) => of.get(block) ?? []));
    const ratio = ratioOfRatios([a, b], [c, d], { seed: this.seed });
    return common.length >= FEWEST_BLOCKS ? ratio : { estimate: ratio.estimate, low: null, high: null };
  }

  /** The locks themselves, best first. */
  locks(insideNs: number, readPercent: number, fits: Fits = () => true): SummaryRow[] {
    return this.allLocks(fits).filter(
      ({ cell }) => cell.params.insideNs === insideNs && cell.params.readPercent === readPercent,
    );
  }

  /** In every situation. */
  allLocks(fits: Fits = () => true): SummaryRow[] {
    return this.#seated('locks', (facts) => facts.control === undefined && fits(facts));
  }

  /** Readers beside a writer that writes most often, best first. */
  reading(fits: Fits): SummaryRow[] {
    const rows = this.#seated('reading', fits);
    const pace = Math.min(...rows.map(({ cell }) => cell.params.writeEveryNs));
    return rows.filter(({ cell }) => cell.params.writeEveryNs === pace);
  }

  #seated(section: string, fits: Fits): SummaryRow[] {
    return this.#rows(section, fits).filter(({ cell }) => cell.threads === this.threads);
  }

  #rows(section: string, fits: Fits): SummaryRow[] {
    return this.found.rows(section, this.backend, (facts) => fits(facts));
  }
}
