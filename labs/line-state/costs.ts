/** The costs of a run: by operation, state of the line, and where the two threads were. */
import type { Backend } from '../../src/contract.ts';
import { Findings } from '../../src/lab/findings.ts';
import { DISTANCE_NAMES, DISTANCES, distanceOf } from '../../src/report/cpu-distance.ts';
import { placesByCpu } from '../../src/report/cpu-order.ts';
import { l3MB } from '../../src/report/l3-size.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { numberOf, type State } from './states.ts';

/** Operations that claims speak of, by what their descriptors say. */
export type Family = 'read' | 'fetch-and-add' | 'plain';

/** Where two threads were. */
export interface Where {
  readonly policy: string;
  /** The distance; the policy where that is not known. */
  readonly name: string;
  /** Two threads of one core share its caches: no line travels. */
  readonly oneCore: boolean;
}

const ONE_CORE: readonly string[] = [DISTANCE_NAMES['same-cpu'], DISTANCE_NAMES['smt-siblings']];
/** Sections whose lines another core has. */
const SECTIONS = ['states', 'distances', 'overlap', 'javascript'] as const;

export class Costs {
  readonly found: Findings;
  /** Nearest first; then unknown distances; then one core. */
  readonly places: readonly Where[];
  /** The nearest two cores; absent where none were measured. */
  readonly nearest: Where | undefined;
  /** The machine's largest level-3 cache; `null`: not known. */
  readonly l3MB: number | null;
  readonly #families: ReadonlyMap<string, string>;

  constructor(record: LabResult) {
    this.found = new Findings(record);
    this.#families = new Map(record.subjects.map(({ name, family }) => [name, family]));
    this.places = placesOf(record);
    this.nearest = this.places.find(({ oneCore }) => !oneCore);
    this.l3MB = l3MB(record);
  }

  /** One after the other, on lines of the thread's own cache; cheapest first. */
  own(backend: Backend): SummaryRow[] {
    return this.found.rows('own', backend, (_facts, { cell }) => cell.params.chained === 1);
  }

  ownOf(family: Family, backend: Backend): SummaryRow | undefined {
    return this.own(backend).find((row) => this.#families.get(row.cell.subject) === family);
  }

  at(
    where: Where | undefined,
    family: Family,
    state: State,
    how: { backend?: Backend; chained?: 0 | 1 } = {},
  ): SummaryRow | undefined {
    const { backend = 'wasm', chained = 1 } = how;
    const fits = ({ cell }: SummaryRow) =>
      cell.placement.policy === where?.policy &&
      this.#families.get(cell.subject) === family &&
      cell.params.state === numberOf(state) &&
      cell.params.chained === chained;
    return SECTIONS.flatMap((section) => this.found.rows(section, backend, (_facts, row) => fits(row)))[0];
  }

  /** What the cheapest and the dearest operation cost on lines that the other core has modified, one after the other. */
  span({ policy }: Where): readonly [SummaryRow, SummaryRow] | null {
    const modified = numberOf('modified');
    const rows = ['states', 'distances'].map((section) =>
      this.found.rows(
        section,
        'wasm',
        ({ atomic }, { cell }) =>
          cell.placement.policy === policy && cell.params.state === modified && atomic === 'atomic',
      ),
    );
    // A store returns nothing that it has read: stores overlap, so their cost is not a latency.
    const chained = rows
      .map((some) => some.filter(({ cell }) => this.#families.get(cell.subject) !== 'write'))
      .find(({ length }) => length > 0);
    const [first] = chained ?? [];
    const last = chained?.at(-1);
    return first && last ? [first, last] : null;
  }
}

/** By the CPUs of the cells, whatever the order in which they were measured. */
function placesOf({ sections, cells, machine }: LabResult): Where[] {
  const ids = new Set(sections.filter(({ id }) => SECTIONS.some((one) => one === id)).flatMap((one) => one.cells));
  const placeOf = placesByCpu(machine.topology.places ?? []);
  const known = new Map<string, { where: Where; rank: number }>();
  for (const { placement } of cells.filter(({ id }) => ids.has(id))) {
    const [a, b] = placement.cpus.map((cpu) => (cpu === null ? undefined : placeOf.get(cpu)));
    const distance = distanceOf(a, b);
    const oneCore = distance !== null && ONE_CORE.includes(distance);
    const rank =
      distance === null ? DISTANCES.length : DISTANCES.indexOf(distance) + (oneCore ? DISTANCES.length + 1 : 0);
    const where = { policy: placement.policy, name: distance ?? placement.policy, oneCore };
    known.set(placement.policy, { where, rank });
  }
  return [...known.values()].sort((a, b) => a.rank - b.rank).map(({ where }) => where);
}
