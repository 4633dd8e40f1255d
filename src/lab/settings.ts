import type { Backend } from '../contract.ts';
import type { Effort } from './spec.ts';

/** How a run spends its time. */
export interface Settings {
  /** Every block visits every cell once, in a new order. */
  readonly blocks: number;
  readonly trialsPerVisit: number;
  readonly trialMs: number;
  /** Length of one warm-up trial. */
  readonly warmupTrialMs: number;
  /** Warm-up ends when two trials agree within STEADY, after at least FEWEST_WARMUP_TRIALS and at most this many. */
  readonly mostWarmupTrials: number;
}

/** Two warm-up trials this close to each other count as steady. */
export const STEADY = 0.1;
/**
 * V8 compiles a function by its calls, not by its time, and only the second compilation knows how a loop ends. So the warm-up
 * is many short trials: after 3 of 15 ms spsc-batched still took 8.6 ns an item as JavaScript, after 10 of 5 ms 6.2.
 * WebAssembly has no types to learn: it is compiled once, by the work it has done, and used from the next call on.
 */
export const FEWEST_WARMUP_TRIALS: Readonly<Record<Backend, number>> = { js: 12, wasm: 6 };

export const SETTINGS: Readonly<Record<Effort, Settings>> = {
  quick: { blocks: 6, trialsPerVisit: 1, trialMs: 52, warmupTrialMs: 2, mostWarmupTrials: 14 },
  default: { blocks: 6, trialsPerVisit: 2, trialMs: 68, warmupTrialMs: 3, mostWarmupTrials: 18 },
  thorough: { blocks: 12, trialsPerVisit: 3, trialMs: 200, warmupTrialMs: 5, mostWarmupTrials: 40 },
};

/** What a run of each effort may take, in seconds; a thorough one takes what it needs. */
export const BUDGET_S: Readonly<Record<Effort, number>> = {
  quick: 15,
  default: 90,
  thorough: Number.POSITIVE_INFINITY,
};

/** What a visit costs beside its trials: threads meet and go home. This and the next three: measured on two virtual CPUs. */
const VISIT_MS = 33;
/** CPU time that starting a thread takes; the threads share the CPUs for it. And what the main thread does for each. */
const THREAD_CPU_MS = 30;
const THREAD_MAIN_MS = 1;
/** What a trial takes beyond its length: threads start and stop. */
const AROUND_TRIAL_MS = 3;
/** What the run costs beside its visits: kernels from the cache, statistics, the report. */
const RUN_S = 4;

/** What the length of a run depends on. */
type Timed = readonly { readonly threads: number; readonly backend: Backend }[];

/** About how long a run takes on a machine with so many CPUs. */
export function expectedS(
  { blocks, trialsPerVisit, trialMs, warmupTrialMs }: Settings,
  cells: Timed,
  cpus: number,
): number {
  const threadMs = Math.max(THREAD_CPU_MS / cpus, THREAD_MAIN_MS);
  const visitsMs = cells.map(
    ({ threads, backend }) =>
      VISIT_MS +
      threadMs * threads +
      FEWEST_WARMUP_TRIALS[backend] * (warmupTrialMs + AROUND_TRIAL_MS) +
      trialsPerVisit * (trialMs + AROUND_TRIAL_MS),
  );
  return RUN_S + (blocks * visitsMs.reduce((sum, ms) => sum + ms, 0)) / 1000;
}

/** Shorter trials than this say little: a time slice of the system is 3 ms. */
const SHORTEST_TRIAL_MS = 52;

/** The effort's settings; where the plan has so many cells that they would not fit the budget, fewer and then shorter trials. */
export function settingsFor(effort: Effort, cells: Timed, cpus: number): Settings {
  const fits = (settings: Settings) => expectedS(settings, cells, cpus) <= BUDGET_S[effort];
  let settings = SETTINGS[effort];
  while (!fits(settings) && settings.trialsPerVisit > 1)
    settings = { ...settings, trialsPerVisit: settings.trialsPerVisit - 1 };
  while (!fits(settings) && settings.trialMs > SHORTEST_TRIAL_MS)
    settings = { ...settings, trialMs: settings.trialMs - 2 };
  return settings;
}
