/** The curves of a run: cost over distance, for one way of writing, back end and number of threads. */
import type { Backend } from '../../src/contract.ts';
import { Findings } from '../../src/lab/findings.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { type Knee, knee } from '../../src/stats/knee.ts';

/** Sections, and what their threads do. */
const WRITES = { 'plain-stores': 'plain stores', 'atomic-adds': 'atomic adds' } as const;
const BACKENDS = ['wasm', 'js'] as const;

/** Every x86 CPU, and most others; Apple's M series has 128. */
const USUAL_LINE_BYTES = 64;

export interface Curve {
  readonly section: keyof typeof WRITES;
  readonly what: string;
  readonly backend: Backend;
  readonly threads: number;
  /** By distance; at least two. */
  readonly rows: readonly SummaryRow[];
  readonly nearest: SummaryRow;
  readonly farthest: SummaryRow;
  at(strideBytes: number): SummaryRow | undefined;
}

/** Where a curve falls, and whether the interval of that fall excludes chance. */
export interface Step {
  readonly curve: Curve;
  readonly knee: Knee;
  readonly isCertain: boolean;
}

export class Strides {
  readonly found: Findings;
  /** Two threads first, plain stores first, WebAssembly first: the first curve with an answer gives the headline. */
  readonly curves: readonly Curve[];
  readonly lineBytes: number;
  /** Did the machine say so, or is it the usual size? */
  readonly lineIsKnown: boolean;

  constructor(record: LabResult) {
    this.found = new Findings(record);
    const { cacheLineBytes } = record.machine.cpu;
    this.lineIsKnown = typeof cacheLineBytes === 'number';
    this.lineBytes = cacheLineBytes ?? USUAL_LINE_BYTES;
    this.curves = (Object.keys(WRITES) as Curve['section'][])
      .flatMap((section) => BACKENDS.flatMap((backend) => this.#curvesOf(section, backend)))
      .sort((a, b) => a.threads - b.threads);
  }

  /** `null`: the cost does not fall by a step. Certain where the rows on either side of it differ by more than noise. */
  step(curve: Curve): Step | null {
    const found = knee(curve.rows.map(({ x, perOpNs }) => ({ x: x ?? 0, y: perOpNs ?? 0 })));
    if (found === null) return null;
    const at = curve.rows.findIndex(({ x }) => x === found.x);
    const low = this.found.ratio(curve.rows[at], curve.rows[at - 1])?.low ?? 0;
    return { curve, knee: found, isCertain: low > 1 + this.found.floor };
  }

  /** The shortest measured distance of `bytes` or more; `bytes` where none is. */
  nextStride(bytes: number): number {
    const enough = this.curves.flatMap(({ rows }) => rows.map(({ x }) => x ?? 0)).filter((x) => x >= bytes);
    return enough.length > 0 ? Math.min(...enough) : bytes;
  }

  #curvesOf(section: Curve['section'], backend: Backend): Curve[] {
    const scored = this.found.rows(section, backend, (_facts, { x, cell, values }) => {
      return x !== null && cell.threads > 1 && !values.includes(0);
    });
    return [...Map.groupBy(scored, ({ cell }) => cell.threads)]
      .filter(([, rows]) => rows.length > 1)
      .map(([threads, unordered]): Curve => {
        const rows = unordered.sort((a, b) => (a.x ?? 0) - (b.x ?? 0));
        return {
          section,
          what: WRITES[section],
          backend,
          threads,
          rows,
          nearest: rows[0],
          farthest: rows[rows.length - 1],
          at: (strideBytes) => rows.find(({ x }) => x === strideBytes),
        };
      });
  }
}
