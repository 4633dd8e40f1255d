/** Which rows of the record the answers and claims are about, asked by what the subjects say of themselves. */
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';
import { valuesByBlock } from '../../src/report/value.ts';
import { ratioOfRatios } from '../../src/stats/ratio-of-ratios.ts';

export type Fits = (facts: Facts) => boolean;

/** To be used: a read returns what one write wrote. */
export const isWhole: Fits = (facts) => facts.values === 'whole' && facts.control === undefined;
/** The same words without coordination. */
export const isFloor: Fits = (facts) => facts.values === 'torn';
/** Nothing shared. */
export const isYardstick: Fits = (facts) => facts.values === 'none';
export const isSilent: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'nothing';
export const writesOwnLine: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'own-line';
export const writesSharedLine: Fits = (facts) => isWhole(facts) && facts.readersWrite === 'shared-line';
/** A reader that meets a writer waits for it: readers lock. */
export const takesLock: Fits = (facts) => isWhole(facts) && facts.readersMeetWriter === 'wait';
/** A reader that meets a writer begins again, or goes on with what was there before. */
export const takesNoLock: Fits = (facts) => isWhole(facts) && facts.readersMeetWriter !== 'wait';
/** Neither waits nor begins again. */
export const goesOn: Fits = (facts) => isWhole(facts) && facts.readersMeetWriter === 'go-on';

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
