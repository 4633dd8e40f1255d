import type { Effort } from './spec.ts';

/** How a run spends its time. */
export interface Settings {
  /** Every block visits every cell once, in a new order. */
  readonly blocks: number;
  readonly trialsPerVisit: number;
  readonly trialMs: number;
  /** Length of one warm-up trial. */
  readonly warmupTrialMs: number;
  /** Warm-up ends when two trials agree within STEADY, after at least 3 (V8 has compiled by then) and at most this many. */
  readonly mostWarmupTrials: number;
}

/** Two warm-up trials this close to each other count as steady. */
export const STEADY = 0.1;
export const FEWEST_WARMUP_TRIALS = 3;

export const SETTINGS: Readonly<Record<Effort, Settings>> = {
  quick: { blocks: 6, trialsPerVisit: 1, trialMs: 50, warmupTrialMs: 10, mostWarmupTrials: 3 },
  default: { blocks: 6, trialsPerVisit: 2, trialMs: 60, warmupTrialMs: 15, mostWarmupTrials: 3 },
  thorough: { blocks: 10, trialsPerVisit: 5, trialMs: 200, warmupTrialMs: 50, mostWarmupTrials: 10 },
};
