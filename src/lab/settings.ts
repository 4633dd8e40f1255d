import type { Backend } from '../contract.ts';
import { MOST_MOVES } from '../crew/homes.ts';
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
  /** Pairs of CPUs that a trial of a touring cell visits at most; absent: all. */
  readonly pairsPerTrial?: number;
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
/** What touching and setting up the subject's words takes. */
const SETUP_MS_PER_MIB = 2;
/** What the run costs beside its visits: kernels from the cache, statistics, the report. */
const RUN_S = 4;

/** How long a touring trial stays at a pair of CPUs, on every machine, so that figures of machines with few and with many pairs compare. */
export const STOP_MS = 1.5;
/** What a stop takes beside that: two threads move, meet and report. */
const AROUND_STOP_MS = 0.6;
/** Tours may take what the other cells leave of the budget, this part of it at least, and never longer than this: a large machine has 100,000 pairs. */
const LEAST_TOUR_SHARE = 0.2;
const LONGEST_TOURS_S = 1800;

/** What the length of a run depends on. */
type Timed = readonly {
  readonly threads: number;
  readonly backend: Backend;
  readonly tour?: { readonly length: number } | null;
  /** Size of the subject's words: setting them up takes time. */
  readonly megabytes?: number;
}[];

/** How often a touring trial goes round its pairs: with few of them until it is as long as other trials. */
export function tourRounds({ trialMs }: Pick<Settings, 'trialMs'>, pairs: number): number {
  return Math.max(1, Math.round(trialMs / STOP_MS / pairs));
}

/** About how long a run takes on a machine with so many CPUs. */
export function expectedS(settings: Settings, cells: Timed, cpus: number): number {
  const { blocks, trialsPerVisit, trialMs, warmupTrialMs } = settings;
  const threadMs = Math.max(THREAD_CPU_MS / cpus, THREAD_MAIN_MS);
  const visitsMs = cells.map(
    ({ threads, backend, tour, megabytes = 0 }) =>
      VISIT_MS +
      SETUP_MS_PER_MIB * megabytes +
      threadMs * threads +
      FEWEST_WARMUP_TRIALS[backend] * (warmupTrialMs + AROUND_TRIAL_MS) +
      trialsPerVisit * (tour ? stopsOf(settings, tour.length) * (STOP_MS + AROUND_STOP_MS) : trialMs + AROUND_TRIAL_MS),
  );
  return RUN_S + (blocks * visitsMs.reduce((sum, ms) => sum + ms, 0)) / 1000;
}

/** Pairs that one trial visits, of so many. */
export function pairsVisited({ pairsPerTrial }: Settings, pairs: number): number {
  return Math.min(pairs, pairsPerTrial ?? pairs);
}

/** Stops that one trial makes, on a tour of so many pairs. */
export function stopsOf(settings: Settings, pairs: number): number {
  const visited = pairsVisited(settings, pairs);
  return visited === 0 ? 0 : visited * tourRounds(settings, visited);
}

/** Shorter trials than this say little: a time slice of the system is 3 ms. */
const SHORTEST_TRIAL_MS = 52;

/**
 * The effort's settings; where the plan has so many cells that they would not fit the budget, fewer and then shorter trials. Tours of
 * more pairs than fit visit a part of them in each trial.
 */
export function settingsFor(effort: Effort, cells: Timed, cpus: number, budgetS = BUDGET_S[effort]): Settings {
  const touring = cells.filter(({ tour }) => tour).length;
  const withStops = (settings: Settings): Settings => {
    if (touring === 0) return settings;
    const left = budgetS - expectedS({ ...settings, pairsPerTrial: 0 }, cells, cpus);
    const toursMs = 1000 * Math.min(Math.max(left, LEAST_TOUR_SHARE * budgetS), LONGEST_TOURS_S);
    const trials = settings.blocks * settings.trialsPerVisit * touring;
    const pairs = Math.floor(toursMs / trials / (STOP_MS + AROUND_STOP_MS));
    return {
      ...settings,
      pairsPerTrial: Math.max(1, Math.min(pairs, Math.floor(MOST_MOVES / settings.trialsPerVisit))),
    };
  };
  const fits = (settings: Settings) => expectedS(settings, cells, cpus) <= budgetS;
  let settings = withStops(SETTINGS[effort]);
  while (!fits(settings) && settings.trialsPerVisit > 1)
    settings = withStops({ ...settings, trialsPerVisit: settings.trialsPerVisit - 1 });
  while (!fits(settings) && settings.trialMs > SHORTEST_TRIAL_MS)
    settings = withStops({ ...settings, trialMs: settings.trialMs - 2 });
  return settings;
}
