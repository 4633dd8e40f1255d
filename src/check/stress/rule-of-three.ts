/**
 * What silence means: an event that was not seen in `n` independent tries happens in at most 3 / n of them, with 95 % confidence.
 *
 * Source: Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249(13), 1983: 1 - 0.05^(1/n) ≈ 3 / n.
 *
 * @param tries - from 1.
 */
export function atMost(tries: number): number {
  return 3 / tries;
}
