/** Ways to decide a claim that claims of several labs share. */

import { duration } from '../report/quantity.ts';
import type { Ratio } from '../report/summary.ts';
import { type Bound, verdictWithin } from './bound.ts';
import { type Claim, round, times } from './claim.ts';
import { type Tail, tailRatio } from './tails.ts';

/**
 * Tails have no blocks to pair, and their intervals may be no wider than a tick of the clock, so that of two equal tails one is "surely"
 * longer. Only more than this counts, either way.
 */
const LONGER = 1.25;

export interface Share {
  readonly name: string;
  readonly ratio: Ratio;
}

interface Bounded {
  readonly id: string;
  readonly title: string;
  readonly law: string | null;
  readonly shares: readonly Share[];
  readonly bound: Bound;
  /** Begins the sentence: what the shares are shares of. */
  readonly of: string;
}

export function bounded({ id, title, law, shares, bound, of }: Bounded): Claim {
  const claim = { id, title, law };
  if (shares.length === 0) return undecided(claim, 'This run did not measure both sides.');
  const needed = bound.least === undefined ? `at most ${bound.most}` : `at least ${bound.least}`;
  return {
    ...claim,
    verdict: verdictWithin(
      shares.map(({ ratio }) => ratio),
      bound,
    ),
    sentence: `${of}: ${shares.map(({ name, ratio }) => `${name} ${times(ratio)}`).join('; ')}; ${needed} is needed.`,
    evidence: Object.fromEntries(shares.map(({ name, ratio }) => [name, round(ratio.estimate)])),
  };
}

export function undecided(claim: Pick<Claim, 'id' | 'title' | 'law'>, sentence: string): Claim {
  return { ...claim, verdict: 'undecided', sentence, evidence: {} };
}

/**
 * The first tail should be the longer one; only a whole interval below 1, by as much as is asked above it, refutes that. What all samples
 * contain alike, two readings of the clock, makes tails more alike than the operations are.
 */
export function longer(
  claim: Pick<Claim, 'id' | 'title' | 'law'>,
  long: Tail | undefined,
  short: Tail | undefined,
  what: string,
): Claim {
  if (!long || !short) return undecided(claim, 'This run took too few samples of both.');
  if (long.row.low === null || short.row.low === null)
    return undecided(claim, 'One of them was measured in too few blocks, or a trial finished no operation.');
  const ratio = tailRatio(long, short);
  const text = ({ row, ns }: Tail) => `over ${duration(ns)} with ${row.cell.subject}`;
  return {
    ...claim,
    verdict: ratio.low > LONGER ? 'held' : ratio.high < 1 / LONGER ? 'did not hold' : 'undecided',
    sentence: `${what}, one of a hundred: ${text(long)}, ${text(short)}; that is ${times(ratio)} as long, ${LONGER} is needed. Each sample contains two readings of the clock.`,
    evidence: Object.fromEntries([long, short].map(({ row, ns }) => [`${row.cell.subject}, p99 in ns`, round(ns)])),
  };
}
