/** From what was measured to the result file's object (schema `lab-result`). */
import { createHash } from 'node:crypto';
import * as hdr from 'hdr-histogram-js';
import type { AnySubject } from '../contract.ts';
import { threadSources } from '../crew/sources.ts';
import { KINDS } from '../kinds.ts';
import type { Cell, LabResult, Section, Subject, Trial } from '../report/schema.ts';
import { median } from '../stats/median.ts';
import type { MeasuredTrial } from './measured.ts';
import type { Plan, PlannedCell } from './plan.ts';
import type { CellRun } from './run.ts';
import type { PairCosts } from './tour.ts';

/** The cells, sections and subjects of a finished or interrupted run. Cells without a trial and without an error are left out. */
export function recordCells(plan: Plan, runs: readonly CellRun[]): Pick<LabResult, 'cells' | 'sections' | 'subjects'> {
  const kept = runs.filter((run) => run.trials.length > 0 || run.error !== null);
  const ids = new Set(kept.map((run) => run.cell.id));
  const sections = plan.sections
    .map(
      ({ spec, cells, baseline }): Section => ({
        id: spec.id,
        title: spec.title,
        question: spec.question,
        law: spec.law,
        scenario: spec.scenario,
        views: [...spec.views],
        cells: cells.map((cell) => cell.id).filter((id) => ids.has(id)),
        baseline: baseline && ids.has(baseline.id) ? baseline.id : null,
        x: spec.x,
      }),
    )
    .filter((section) => section.cells.length > 0);
  const baselines = new Set(sections.map((section) => section.baseline));
  const subjects = new Map(kept.map((run) => [run.cell.subject.spec.name, run.cell.subject.spec]));
  return {
    cells: kept.map((run) => recordCell(run, baselines.has(run.cell.id))),
    sections,
    subjects: [...subjects.values()].map(recordSubject),
  };
}

function recordCell(run: CellRun, baseline: boolean): Cell {
  const { cell } = run;
  const { spec } = cell.scenario;
  const samples = run.trials.flatMap((trial) => trial.threads.map((thread) => thread.samples));
  const pinned = run.reports.length > 0 && run.reports.every((one) => one.pinned);
  return {
    id: cell.id,
    kind: spec.kind,
    scenario: spec.name,
    subject: cell.subject.spec.name,
    subjectHash: hashOf(cell.subject.path),
    backend: cell.backend,
    ...(cell.label ? { label: cell.label } : {}),
    baseline,
    params: cell.params,
    threads: cell.threads,
    placement: {
      policy: cell.placement.policy,
      cpus: [...cell.placement.cpus],
      pinned,
      verified: pinned && run.reports.every((one) => one.verified),
      ...memoryOf(run),
      reason: run.reports.find((one) => !one.verified)?.reason ?? null,
    },
    metric: { ...spec.metric, ops: spec.operations },
    warmup: { trials: run.warmupTrials, steady: run.steady },
    trials: run.trials.map((trial, i) => recordTrial(cell, trial, i)),
    ...(run.tour ? { pairs: run.tour.pairs.filter(({ ns }) => ns.length > 0).map(pairRecord) } : {}),
    ...(spec.perSample === undefined ? latencyOf(samples) : {}),
    checks: { invariantsHeld: run.violations.size === 0, details: [...run.violations] },
    ...(run.error === null ? {} : { error: run.error }),
  };
}

/** Where the subject's words lie; where the kernel does not tell, where they were meant to be. */
function memoryOf({ cell, reports }: CellRun): Pick<Cell['placement'], 'memNode' | 'memVerified'> {
  const asked = cell.memory?.node ?? null;
  const found = reports.find(({ memory }) => memory)?.memory;
  if (cell.tour) return { memNode: null, memVerified: false }; // each pair had memory of its own
  if (!found?.verified) return { memNode: asked, memVerified: false };
  const memNode = found.node === 'several' ? null : found.node;
  return { memNode, memVerified: memNode !== null && (asked === null || asked === memNode) };
}

/** A tenth of a nanosecond is finer than any clock here. */
function pairRecord({ cpus: [a, b], ns }: PairCosts): NonNullable<Cell['pairs']>[number] {
  return { cpus: [a, b], ns: ns.map((one) => Math.round(one * 10) / 10) };
}

function recordTrial(cell: PlannedCell, trial: MeasuredTrial, i: number): Trial {
  const samples = trial.threads.flatMap((thread) => [...thread.samples]);
  const figures = cell.scenario.spec.figures?.(trial.threads, cell.params, cell.subject.spec);
  // Roles that only serve others count items instead. A thread that got nothing got nothing.
  const counting = new Set(trial.threads.filter(({ ops }) => ops > 0).map(({ role }) => role));
  const sampled = cell.scenario.spec.value === 'median-sample' && samples.length > 0;
  return {
    i,
    block: trial.block,
    pos: trial.pos,
    startNs: String(trial.startNs),
    durationNs: trial.durationNs,
    ops: trial.ops,
    ...(trial.value === undefined ? {} : { value: trial.value }),
    ...(sampled ? { value: median(samples) / (cell.scenario.spec.perSample?.(cell.params) ?? 1) } : {}),
    ...(figures ? { figures: { ...figures } } : {}),
    overlap: Math.min(1, trial.overlap),
    perThread: trial.threads.map(({ role, ops, items, failedTries, times }) => ({
      cpu: known(times.cpu),
      kind: null,
      role,
      studied: cell.scenario.spec.studied?.includes(role) ?? true,
      ops: counting.has(role) ? ops : items,
      failedTries,
      cpuNs: known(times.cpuNs),
      voluntarySwitches: known(times.voluntarySwitches),
      involuntarySwitches: known(times.involuntarySwitches),
      runDelayNs: known(times.runDelayNs),
      migrations: known(times.migrations),
    })),
    warnings: [...(trial.warnings ?? [])],
  };
}

/** Samples become a histogram here, long after the hot loop: one record() costs some 100 ns. */
function latencyOf(samples: readonly Int32Array[]): Pick<Cell, 'latency'> {
  if (samples.every((one) => one.length === 0)) return {};
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 31,
    numberOfSignificantValueDigits: 3,
  });
  for (const one of samples) for (const ns of one) if (ns >= 0) histogram.recordValue(ns);
  return { latency: { unit: 'ns', hdr: hdr.encodeIntoCompressedBase64(histogram), correctedForOmission: false } };
}

/** Descriptor fields that the kind declares are what tells its subjects apart. */
function recordSubject(spec: AnySubject): Subject {
  const fields = Object.keys(KINDS[spec.kind].fields);
  const values = spec as unknown as Record<string, string | number>;
  return {
    name: spec.name,
    title: spec.title,
    family: spec.family,
    kind: spec.kind,
    progress: spec.progress,
    restrictions: [...spec.restrictions],
    sources: spec.sources.map((source) => ({ ...source })),
    facts: Object.fromEntries([
      ...fields.map((field) => [field, values[field]]),
      ...(spec.peer ? [['peer', spec.peer.wraps]] : []),
      ...(spec.control ? [['control', 'yes']] : []),
    ]),
  };
}

function known(value: bigint): number | null {
  return value < 0n ? null : Number(value);
}

/** Of the subject and all that it imports, as they were loaded. */
function hashOf(path: string): string {
  const hash = createHash('sha256');
  for (const code of threadSources([path]).values()) hash.update(code);
  return `sha256:${hash.digest('hex')}`;
}
