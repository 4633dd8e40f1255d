/** The costs of a run: by operation, state of the line, and where the two threads were. */
import type { Backend } from '../../src/contract.ts';
import { Findings } from '../../src/lab/findings.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { numberOf, type State } from './states.ts';

/** Operations that claims speak of, by what their descriptors say. */
export type Family = 'read' | 'fetch-and-add' | 'plain';

/** Two threads of one core share its caches: no line travels. */
const SIBLINGS = 'smt-pair';

export class Costs {
  readonly found: Findings;
  readonly #families: ReadonlyMap<string, string>;
  /** Policies of the cells, nearest first, the siblings of a core last: they decide nothing. */
  readonly sites: readonly string[];

  constructor(record: LabResult) {
    this.found = new Findings(record);
    this.#families = new Map(record.subjects.map(({ name, family }) => [name, family]));
    const ids = new Set(record.sections.find(({ id }) => id === 'states')?.cells);
    const policies = record.cells.filter(({ id }) => ids.has(id)).map(({ placement }) => placement.policy);
    const sites = [...new Set(policies)];
    this.sites = [...sites.filter((site) => site !== SIBLINGS), ...sites.filter((site) => site === SIBLINGS)];
  }

  /** One after the other, on lines of the thread's own cache; cheapest first. */
  own(backend: Backend): SummaryRow[] {
    return this.found.rows('own', backend, (_facts, { cell }) => cell.params.chained === 1);
  }

  ownOf(family: Family, backend: Backend): SummaryRow | undefined {
    return this.own(backend).find((row) => this.#families.get(row.cell.subject) === family);
  }

  at(
    site: string,
    family: Family,
    state: State,
    how: { backend?: Backend; chained?: 0 | 1 } = {},
  ): SummaryRow | undefined {
    const { backend = 'wasm', chained = 1 } = how;
    const fits = ({ cell }: SummaryRow) =>
      cell.placement.policy === site &&
      this.#families.get(cell.subject) === family &&
      cell.params.state === numberOf(state) &&
      cell.params.chained === chained;
    const sections = ['states', 'overlap', 'javascript'];
    return sections.flatMap((section) => this.found.rows(section, backend, (_facts, row) => fits(row)))[0];
  }

  /** What the cheapest and the dearest operation cost on lines that the other core has modified, one after the other. */
  span(site: string): readonly [SummaryRow, SummaryRow] | null {
    const rows = this.found.rows(
      'states',
      'wasm',
      (facts, { cell }) =>
        cell.placement.policy === site && cell.params.state === numberOf('modified') && facts.atomic === 'atomic',
    );
    // A store returns nothing that it has read: stores overlap, so their cost is not a latency.
    const chained = rows.filter(({ cell }) => this.#families.get(cell.subject) !== 'write');
    const [first] = chained;
    const last = chained.at(-1);
    return first && last ? [first, last] : null;
  }
}

/** What readers call a site: the last part of the lab's label. */
export function siteOf(row: SummaryRow): string {
  return row.label.split(', ').at(-1) ?? '';
}
