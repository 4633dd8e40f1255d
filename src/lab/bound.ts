/** Claims that want a ratio on one side of a bound, or between two. */
import type { Ratio } from '../report/summary.ts';
import type { Claim } from './claim.ts';

export interface Bound {
  readonly least?: number;
  readonly most?: number;
}

/** held: every interval lies within the bound; did not hold: one lies outside as a whole; undecided: neither, or there is none. */
export function verdictWithin(
  ratios: readonly Ratio[],
  { least = 0, most = Number.POSITIVE_INFINITY }: Bound,
): Claim['verdict'] {
  const isWithin = ({ low, high }: Ratio) => low !== null && high !== null && low >= least && high <= most;
  const isOutside = ({ low, high }: Ratio) => low !== null && high !== null && (high < least || low > most);
  if (ratios.some(isOutside)) return 'did not hold';
  return ratios.length > 0 && ratios.every(isWithin) ? 'held' : 'undecided';
}
