/**
 * Jain's fairness index (Jain, Chiu & Hawe 1984): 1 when all shares are equal, k / n when k of n share equally and
 * the others get nothing. Equal nothing for all counts as fair.
 *
 * @param shares - what each thread got, 0 or more; at least one.
 */
export function jainIndex(shares: readonly number[]): number {
  const wrong = shares.find((share) => !(share >= 0 && share < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new RangeError(`a share must be a number from 0 up, got ${wrong}; count operations`);
  if (shares.length === 0) throw new RangeError('expected at least one share, got none; give one for each thread');
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return sum === 0 ? 1 : (sum * sum) / (shares.length * squares);
}
