/** Cells of several threads for the views that look at threads: made from a seed, in the style of sample.ts. */
import type { Cell, LabResult, Trial } from '../../src/report/schema.ts';
import { type SectionSummary, summarize } from '../../src/report/summary.ts';
import type { ViewResult } from '../../src/report/view.ts';
import { loadView } from '../../src/report/view-folder.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { type CellPlan, sampleCell, sampleRecord } from './sample.ts';

type Thread = Trial['perThread'][number];

export interface ThreadCellPlan extends CellPlan {
  readonly threads: number;
  /** Of the operations, for each thread; need not add up to 1. Absent: even shares. */
  readonly shares?: (trial: number) => readonly number[];
  /** What else a thread is known to have done in a trial. */
  readonly thread?: (durationNs: number, ops: number) => Partial<Thread>;
  readonly figures?: (trial: number, ops: number) => Readonly<Record<string, number>>;
}

export const random = createRandom(7);

export function threadCell(plan: ThreadCellPlan, from: Random = random): Cell {
  const { threads, shares, thread, figures } = plan;
  const cell = sampleCell({ ops: 'sections', ...plan }, from);
  const trials = cell.trials.map((trial): Trial => {
    const parts = shares?.(trial.i) ?? Array<number>(threads).fill(1);
    const whole = parts.reduce((sum, part) => sum + part, 0);
    const perThread = parts.map((part, rank): Thread => {
      const ops = Math.round((trial.ops * part) / whole);
      return { ...trial.perThread[0], cpu: rank, role: 'enter', ops, ...thread?.(trial.durationNs, ops) };
    });
    return { ...trial, perThread, ...(figures === undefined ? {} : { figures: figures(trial.i, trial.ops) }) };
  });
  return { ...cell, kind: 'lock', id: cell.id.replace('/2/', `/${threads}/`), threads, trials };
}

/** The sample's record with this one section; `changed` overrides what a test is about. */
export function recordOf(
  cells: readonly Cell[],
  { x, views }: { x: string | null; views: readonly string[] },
  changed: Partial<LabResult> = {},
): LabResult {
  const section = {
    id: views[0],
    title: 'A section',
    question: 'What is it about?',
    law: null,
    scenario: 'contended',
    views,
    cells: cells.map(({ id }) => id),
    baseline: null,
    x,
  };
  return { ...sampleRecord(), cells, sections: [section], ...changed };
}

/** The sample's machine, with as many CPUs. */
export function machineOf(cpus: number): LabResult['machine'] {
  const { machine } = sampleRecord();
  return {
    ...machine,
    topology: { ...machine.topology, cpus },
    allowed: { ...machine.allowed, cpus: `0-${cpus - 1}` },
  };
}

export interface Dataset {
  readonly label: string;
  readonly type?: string;
  readonly data: readonly {
    readonly x: number | null;
    readonly y: number | string;
    readonly xMin?: number;
    readonly xMax?: number;
    readonly yMin?: number;
    readonly yMax?: number;
    readonly figure?: string;
  }[];
}

export async function build(name: string, record: LabResult): Promise<ViewResult & { datasets: readonly Dataset[] }> {
  const [summary] = summarize(record) as [SectionSummary];
  const result = (await loadView(name)).build(record, summary.section, summary);
  return { ...result, datasets: (result.chart?.data.datasets ?? []) as unknown as readonly Dataset[] };
}
