/** What the two laws say about the cost of an episode, and where they differ. */

/** Rounds in which each of `threads` hears of all others: how a logarithmic barrier grows. */
export function rounds(threads: number): number {
  return Math.ceil(Math.log2(threads));
}

/** Two numbers of threads, and by what factor the cost grows from the first to the second. */
export interface Growth {
  readonly from: number;
  readonly to: number;
  /** In proportion to the threads. */
  readonly linear: number;
  /** In proportion to the rounds. */
  readonly byRounds: number;
}

/** Among these numbers of threads, the two between which the laws are furthest apart; `null` where they say the same. */
export function whereLawsDiffer(counts: readonly number[]): Growth | null {
  const pairs = counts.flatMap((from) =>
    counts
      .filter((to) => from >= 2 && to > from)
      .map((to) => ({ from, to, linear: to / from, byRounds: rounds(to) / rounds(from) })),
  );
  const apart = ({ linear, byRounds }: Growth) => linear / byRounds;
  const [best] = pairs.sort((a, b) => apart(b) - apart(a));
  return best && apart(best) > 1 ? best : null;
}
