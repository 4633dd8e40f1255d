/** The rows that the conclusions are about, picked by what the subjects say about themselves. */
import type { Backend } from '../../src/contract.ts';
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { FEWEST_BLOCKS } from '../../src/report/doubts.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';
import { valuesByBlock } from '../../src/report/value.ts';
import { ratioOfRatios } from '../../src/stats/ratio-of-ratios.ts';

export const BACKENDS = ['js', 'wasm'] as const;

/** What a counter is to this lab. */
export type Part =
  | 'shared add'
  | 'retry at once'
  | 'retry after back-off'
  | 'sharded'
  | 'yardstick'
  | 'lossy'
  | 'other';

/** A counter with one thread and with several, and how many times more the several do; the ratio may be unknown. */
export interface Scaling {
  readonly one: SummaryRow;
  readonly many: SummaryRow;
  readonly ratio: Ratio | null;
}

export class Picks {
  readonly found: Findings;
  /** The most threads, two or more, that were measured with a CPU each; `null` where there are none. */
  readonly threads: number | null;
  readonly seed: number;
  readonly #progress: Map<string, string>;

  constructor(record: LabResult) {
    this.seed = record.config.seed;
    this.found = new Findings(record);
    this.#progress = new Map(record.subjects.map(({ name, progress }) => [name, progress]));
    const cpus = usableCpus(record);
    const counts = BACKENDS.flatMap((backend) => this.found.rows('adding', backend, () => true))
      .map(({ cell }) => cell.threads)
      .filter((count) => count > 1 && count <= cpus);
    this.threads = counts.length > 0 ? Math.max(...counts) : null;
  }

  /** Rows of one or more parts with a score, best first; without a count: with `threads` of them. */
  rows(section: string, backend: Backend, part: Part | readonly Part[], threads = this.threads): SummaryRow[] {
    const parts = [part].flat();
    return this.found.rows(
      section,
      backend,
      (facts, row) => parts.includes(this.#part(facts, row)) && row.cell.threads === threads,
    );
  }

  /** All counters of a part that were measured with one thread and with `threads`, best first. */
  scalings(backend: Backend, part: Part): Scaling[] {
    const alone = this.rows('adding', backend, part, 1);
    return this.rows('adding', backend, part).flatMap((many): Scaling[] => {
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

  #part({ updates, cells, control }: Facts, { cell }: SummaryRow): Part {
    if (updates === 'none') return 'yardstick';
    if (updates === 'lossy') return 'lossy';
    if (control !== undefined) return 'other';
    if (cells !== 'one') return 'sharded';
    const progress = this.#progress.get(cell.subject);
    if (progress === 'wait-free') return 'shared add';
    if (progress !== 'lock-free') return 'other';
    return cell.params.maxPauses === undefined ? 'retry at once' : 'retry after back-off';
  }
}
