/** The measuring of a plan: shuffled blocks, one visit a cell and block, each visit a fresh crew. */
import { Bench } from 'tinybench';
import { CellFailed, OpenCell, type ThreadTrial } from '../crew/cell.ts';
import type { ThreadReport } from '../crew/task.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { type MeasuredTrial, measured } from './measured.ts';
import type { Plan, PlannedCell } from './plan.ts';
import { FEWEST_WARMUP_TRIALS, type Settings, STEADY, stopsOf } from './settings.ts';
import { Tour } from './tour.ts';
import { tourPass } from './tour-pass.ts';

/** Everything that the run learnt about one cell. */
export interface CellRun {
  readonly cell: PlannedCell;
  readonly trials: MeasuredTrial[];
  reports: readonly ThreadReport[];
  /** Where a touring cell has been; `null` for others. */
  readonly tour: Tour | null;
  /** Invariants that did not hold, a sentence each. */
  readonly violations: Set<string>;
  warmupTrials: number;
  /** Milliseconds of trials and warm-up, all visits together. */
  measuredMs: number;
  steady: boolean;
  /** Why there is no result: a thread threw, died or hung. The cell is not visited again. */
  error: string | null;
}

export interface RunProgress {
  visit(done: number, total: number, cell: PlannedCell): void;
  trial(cell: PlannedCell, trial: MeasuredTrial): void;
}

/**
 * Visit every cell once a block. A cell that fails is reported and left alone; the run goes on.
 *
 * @param kernels - compiled scenarios by cell id, for WebAssembly cells.
 * @param signal - when aborted, the visit under way ends and what was measured so far is returned.
 */
export async function runPlan(
  plan: Plan,
  kernels: ReadonlyMap<string, WebAssembly.Module>,
  settings: Settings,
  seed: number,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<CellRun[]> {
  const random = createRandom(seed);
  const runs = new Map<string, CellRun>();
  for (const cell of plan.cells) {
    runs.set(cell.id, {
      cell,
      trials: [],
      reports: [],
      tour: cell.tour && new Tour(cell.tour, random),
      violations: new Set(),
      warmupTrials: 0,
      measuredMs: 0,
      steady: true,
      error: null,
    });
  }
  const total = settings.blocks * plan.cells.length;
  const visits: Visits = { settings, progress, signal, closing: Promise.resolve() };
  let done = 0;
  for (let block = 0; block < settings.blocks; block++) {
    for (const [pos, cell] of blockOrder(plan, random).entries()) {
      if (signal.aborted) break;
      progress.visit(done++, total, cell);
      const run = runs.get(cell.id) as CellRun;
      if (run.error === null) await visit(run, kernels.get(cell.id) ?? null, block, pos, visits);
    }
  }
  await visits.closing;
  return [...runs.values()];
}

/**
 * Sections in a random order, and the cells of each in a random order: drift over the run hits all alike, while cells
 * that are compared with each other stay close in time. A cell of several sections goes with the first that has it.
 */
export function blockOrder(plan: Plan, random: Random): PlannedCell[] {
  const taken = new Set<PlannedCell>();
  const groups = plan.sections.map(({ cells }) => {
    const own = cells.filter((cell) => !taken.has(cell));
    for (const cell of own) taken.add(cell);
    return own;
  });
  return random.shuffled(groups).flatMap((cells) => random.shuffled(cells));
}

/** What the visits of a run share. */
interface Visits {
  readonly settings: Settings;
  readonly progress: RunProgress;
  readonly signal: AbortSignal;
  /** The last cell's threads going home, which takes as long as the next one's take to arrive. */
  closing: Promise<void>;
}

async function visit(
  run: CellRun,
  kernel: WebAssembly.Module | null,
  block: number,
  pos: number,
  visits: Visits,
): Promise<void> {
  const { settings, progress, signal } = visits;
  const { cell } = run;
  const { subject, scenario, params, placement, nodes, memory, tour } = cell;
  let open: OpenCell | null = null;
  const checked = (threads: readonly ThreadTrial[]): MeasuredTrial => {
    const trial = measured(threads, block, pos);
    run.measuredMs += trial.durationNs / 1e6;
    for (const violation of scenario.spec.violations(trial.threads, params, subject.spec))
      run.violations.add(violation);
    return trial;
  };
  const one = async (durationMs: number): Promise<MeasuredTrial> => {
    if (open === null && cell.megabytes > LARGE_MB) await visits.closing; // two large regions at once would be too much
    const cpus = tour ? tour[0] : placement.cpus;
    const moves = tour ? stopsOf(settings, tour.length) * settings.trialsPerVisit : 0;
    open ??= new OpenCell({ subject, scenario, params, cpus, nodes, memoryCpu: memory?.cpu, moves, kernel });
    await visits.closing;
    return checked(await open.trial(durationMs));
  };
  try {
    await warmUp(run, one, settings);
    // tinybench drives the trials; each reports its own duration. It sorts its samples, so ours are kept in measured order.
    const bench = new Bench({ time: 0, iterations: settings.trialsPerVisit, warmup: false, throws: true });
    bench.add(cell.id, async () => {
      const trial = await (run.tour && open
        ? tourPass(run.tour, open, settings, checked, signal)
        : one(settings.trialMs));
      run.trials.push(trial);
      progress.trial(cell, trial);
      return { overriddenDuration: trial.durationNs / 1e6 };
    });
    await bench.run();
  } catch (error) {
    // Whatever it was, it ends this cell and not the run: what the others measured is kept.
    const { cause } = error as Error;
    run.error = (cause instanceof CellFailed ? cause : (error as Error)).message;
  } finally {
    visits.closing = Promise.all([visits.closing, close(run, open)]).then(() => {});
  }
}

/** The cell's pinning and memory are those of its worst visit. Never rejects: a crew that does not go home is its own cell's error. */
async function close(run: CellRun, open: OpenCell | null): Promise<void> {
  try {
    const reports = ((await open?.close()) ?? []).filter((report) => report !== null);
    if (reports.length < (open?.threads ?? 0)) {
      run.error ??= 'Expected all threads to come home, found one that did not.';
      return;
    }
    const strayed = reports.some((one) => !one.verified || one.memory?.verified === false);
    const elsewhere = run.cell.memory !== null && reports[0]?.memory?.node !== run.cell.memory.node;
    if (run.reports.length === 0 || strayed || elsewhere) run.reports = reports;
  } catch (error) {
    run.error ??= (error as Error).message;
  }
}

/** Above this a cell waits until the last one's memory may be collected. */
const LARGE_MB = 64;

/** Threads that outnumber the CPUs may take long to stop: their warm-up ends after this many times its usual length. */
const WARMUP_STRETCH = 4;

async function warmUp(run: CellRun, one: (ms: number) => Promise<MeasuredTrial>, settings: Settings): Promise<void> {
  const fewest = FEWEST_WARMUP_TRIALS[run.cell.backend];
  let previous = 0;
  let endMs = 0;
  for (let trials = 1; trials <= settings.mostWarmupTrials && (trials === 1 || performance.now() < endMs); trials++) {
    const { ops, durationNs } = await one(settings.warmupTrialMs);
    run.warmupTrials++;
    if (trials === 1) endMs = performance.now() + WARMUP_STRETCH * fewest * settings.warmupTrialMs;
    const rate = ops / durationNs;
    const steady = Math.abs(rate - previous) <= STEADY * previous;
    if (trials >= fewest && steady) return;
    previous = rate;
  }
  run.steady = false;
}
