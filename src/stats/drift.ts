import { mad } from './mad.ts';
import { median } from './median.ts';
import { midranks } from './midranks.ts';

export interface Drift {
  /** The first trial is worse than the median of the others by more than three of their MADs: warm-up was too short. */
  readonly firstTrialSlow: boolean;
  /** Spearman's rank correlation of value and position, -1 to 1; 0 where it is undefined. Positive: values rise. */
  readonly rank: number;
  /** |rank| is above 0.6, and above what chance shows once in twenty; needs six trials. */
  readonly drifting: boolean;
}

const FEWEST_TRIALS = 6;

/**
 * Did the machine move while a cell was measured?
 *
 * Without drift the rank correlation of n trials has standard deviation 1 / √(n - 1). The limit is 1.96 of these where
 * that exceeds 0.6: of all orders of six trials, one in five does exceed 0.6.
 *
 * @param values - trials in measured order.
 * @param better - which direction is good for this metric.
 */
export function detectDrift(values: readonly number[], better: 'higher' | 'lower'): Drift {
  const rank = spearmanWithPosition(values);
  const drifting =
    values.length >= FEWEST_TRIALS && Math.abs(rank) > Math.max(0.6, 1.96 / Math.sqrt(values.length - 1));
  return { firstTrialSlow: isFirstSlow(values, better), rank, drifting };
}

function isFirstSlow(values: readonly number[], better: 'higher' | 'lower'): boolean {
  const [first, ...rest] = values;
  // The MAD of fewer than three values says nothing.
  if (rest.length < 3) return false;
  const worseBy = better === 'higher' ? median(rest) - first : first - median(rest);
  return worseBy > 3 * mad(rest);
}

/** Pearson's correlation of the midranks with 1, 2, 3 …, which also holds under ties. */
function spearmanWithPosition(values: readonly number[]): number {
  const mean = (values.length + 1) / 2;
  let products = 0;
  let rankSquares = 0;
  let positionSquares = 0;
  midranks(values).forEach((rank, index) => {
    const position = index + 1;
    products += (rank - mean) * (position - mean);
    rankSquares += (rank - mean) ** 2;
    positionSquares += (position - mean) ** 2;
  });
  return rankSquares > 0 ? products / Math.sqrt(rankSquares * positionSquares) : 0;
}
