/** The rows of a run by node: on which one the threads were, and on which one the memory. */
import type { Backend } from '../../src/contract.ts';
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { DISTANCE_NAMES, distanceOf } from '../../src/report/cpu-distance.ts';
import { placesByCpu } from '../../src/report/cpu-order.ts';
import { l3MB } from '../../src/report/l3-size.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { cacheDoubt } from './cache.ts';

export interface WalkRow {
  readonly row: SummaryRow;
  readonly cpuNode: number;
  readonly memoryNode: number;
  /** As the machine says: 10 is local; `null` where it does not. */
  readonly distance: number | null;
}

/** The same walk from the same CPUs, through the own memory and through another node's. */
export interface Away {
  readonly local: WalkRow;
  readonly remote: WalkRow;
  /** How many times better local is; `null`: a trial finished nothing. */
  readonly ratio: Ratio | null;
}

export class Nodes {
  readonly found: Findings;
  readonly ids: readonly number[];
  /** WebAssembly, unless the run left it out. */
  readonly backend: Backend;
  readonly #record: LabResult;
  readonly #families: ReadonlyMap<string, string>;
  readonly #places: ReturnType<typeof placesByCpu>;

  constructor(record: LabResult) {
    this.#record = record;
    this.found = new Findings(record);
    this.ids = record.machine.topology.numa.map(({ id }) => id);
    this.backend = record.cells.some(({ backend }) => backend === 'wasm') ? 'wasm' : 'js';
    this.#places = placesByCpu(record.machine.topology.places ?? []);
    this.#families = new Map(record.subjects.map(({ name, family }) => [name, family]));
  }

  get single(): boolean {
    return this.ids.length === 1;
  }

  /** Rows of walks of which both nodes are known: fewest threads first, then by node, own memory first, nearest memory first. */
  walks(section: string, does: string): WalkRow[] {
    return this.#rows(section, (facts) => facts.does === does)
      .flatMap((row) => this.#placed(row) ?? [])
      .sort(
        (a, b) =>
          a.row.cell.threads - b.row.cell.threads ||
          a.cpuNode - b.cpuNode ||
          Number(a.memoryNode !== a.cpuNode) - Number(b.memoryNode !== b.cpuNode) ||
          (a.distance ?? 0) - (b.distance ?? 0) ||
          a.memoryNode - b.memoryNode,
      );
  }

  /** Each walk through another node's memory with its local twin, in the order of `walks`. */
  away(section: string, does: string): Away[] {
    const walks = this.walks(section, does);
    return walks
      .filter(({ cpuNode, memoryNode }) => cpuNode !== memoryNode)
      .flatMap((remote): Away[] => {
        const local = walks.find(
          ({ row, cpuNode, memoryNode }) =>
            row.cell.threads === remote.row.cell.threads && cpuNode === remote.cpuNode && memoryNode === cpuNode,
        );
        return local ? [{ local, remote, ratio: this.found.ratio(local.row, remote.row) }] : [];
      });
  }

  /** Rows of locks whose threads are on so many nodes, best first. */
  locks(section: string, nodes: number, family?: string): SummaryRow[] {
    return this.#rows(section, () => true).filter(
      ({ cell }) =>
        this.#nodesOf(cell.placement.cpus)?.size === nodes &&
        (family === undefined || this.#families.get(cell.subject) === family),
    );
  }

  /** Two threads on one core: no line has to move between them. */
  areSiblings({ cell }: SummaryRow): boolean {
    const [a, b] = cell.placement.cpus.map((cpu) => (cpu === null ? undefined : this.#places.get(cpu)));
    return distanceOf(a, b) === DISTANCE_NAMES['smt-siblings'];
  }

  /** Why a row tells of a cache as much as of memory, as a clause; `null` where nothing says so. */
  cacheDoubt(row: SummaryRow): string | null {
    return row.cell.kind === 'walk' ? cacheDoubt(this.#record, row, this.found.facts(row).does) : null;
  }

  /** Do the machine's L3 caches tell their sizes? */
  get cachesKnown(): boolean {
    return l3MB(this.#record) !== null;
  }

  /** Bytes a second between memory and cores. */
  bytesPerS(row: SummaryRow): number {
    return (row.median ?? 0) * Number(this.found.facts(row).bytesPerLine);
  }

  #rows(section: string, fits: (facts: Facts) => boolean): SummaryRow[] {
    return this.found.rows(section, this.backend, fits);
  }

  #placed(row: SummaryRow): WalkRow | null {
    const { cpus, memNode } = row.cell.placement;
    const [cpuNode, ...others] = this.#nodesOf(cpus) ?? [];
    const memoryNode = this.single ? this.ids[0] : memNode;
    if (cpuNode === undefined || others.length > 0 || memoryNode === null) return null;
    const { distances } = this.#record.machine.topology;
    const distance = distances[this.ids.indexOf(cpuNode)]?.[this.ids.indexOf(memoryNode)] ?? null;
    return { row, cpuNode, memoryNode, distance };
  }

  /** `null`: a thread was not pinned, or the record does not tell where its CPU is. */
  #nodesOf(cpus: readonly (number | null)[]): Set<number> | null {
    if (this.single) return new Set(this.ids);
    const nodes = cpus.map((cpu) => (cpu === null ? undefined : this.#places.get(cpu)?.numa));
    const known = nodes.filter((node) => node !== undefined);
    return known.length === nodes.length ? new Set(known) : null;
  }
}
