/** A finished record, asked by what its subjects say about themselves: what a lab's conclusion reads. */
import type { Cell, LabResult } from '../report/schema.ts';
import { noiseFloor, type Ratio, ratioTo, type SectionSummary, type SummaryRow, summarize } from '../report/summary.ts';
import { valuesByBlock } from '../report/value.ts';
import { fitInverse, type InverseFit } from '../stats/inverse-fit.ts';

/** A subject's descriptor fields as the record keeps them. */
export type Facts = Readonly<Record<string, string | number>>;

/** Fewer points than this always lie near some curve. */
const FEWEST_POINTS = 4;

export class Findings {
  readonly #record: LabResult;
  readonly #sections: Map<string, SectionSummary>;
  readonly #facts: Map<string, Facts>;

  constructor(record: LabResult) {
    this.#record = record;
    this.#sections = new Map(summarize(record).map((summary) => [summary.section.id, summary]));
    this.#facts = new Map(record.subjects.map((subject) => [subject.name, subject.facts]));
  }

  facts(row: SummaryRow): Facts {
    return this.#facts.get(row.cell.subject) ?? {};
  }

  /** Rows with a score, of one section and back end, that fit; best first. */
  rows(section: string, backend: Cell['backend'], fits: (facts: Facts, row: SummaryRow) => boolean): SummaryRow[] {
    const better = (a: SummaryRow, b: SummaryRow) =>
      ((b.median ?? 0) - (a.median ?? 0)) * (a.cell.metric.better === 'higher' ? 1 : -1);
    return (this.#sections.get(section)?.rows ?? [])
      .filter((row) => row.median !== null && row.cell.backend === backend && fits(this.facts(row), row))
      .sort(better);
  }

  /** How many times better the first row is; `null` where one of them has no score. */
  ratio(better: SummaryRow | undefined, worse: SummaryRow | undefined): Ratio | null {
    return better && worse ? ratioTo(better.cell, worse.cell, this.#record.config.seed) : null;
  }

  /** The law a + b/x over throughput rows of a sweep, in nanoseconds; `null` with too few rows. */
  fitInverse(rows: readonly SummaryRow[]): InverseFit | null {
    if (rows.length < FEWEST_POINTS || rows.some((row) => row.values.includes(0))) return null;
    const points = rows.map((row) => ({
      k: row.x ?? 1,
      samples: [...valuesByBlock(row.cell).values()].map((block) => block.map((value) => 1e9 / value)),
    }));
    return fitInverse(points, { seed: this.#record.config.seed });
  }

  /** Ratios closer to 1 than this mean nothing here. */
  get floor(): number {
    return noiseFloor(this.#record).ratio;
  }
}
