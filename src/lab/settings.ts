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
 */
export const FEWEST_WARMUP_TRIALS = 12;

export const SETTINGS: Readonly<Record<Effort, Settings>> = {
  quick: { blocks: 6, trialsPerVisit: 1, trialMs: 52, warmupTrialMs: 2, mostWarmupTrials: 14 },
  default: { blocks: 6, trialsPerVisit: 2, trialMs: 68, warmupTrialMs: 3, mostWarmupTrials: 18 },
  thorough: { blocks: 12, trialsPerVisit: 3, trialMs: 200, warmupTrialMs: 5, mostWarmupTrials: 40 },
};
