/**
 * What silence means: an event that was not seen in `n` independent tries happens in at most 1 - 0.05^(1/n) of them, with 95 %
 * confidence: about 3 / n. Tries are rounds, each with a configuration of its own: the operations of one round are not independent.
 *
 * Source: Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249(13), 1983.
 *
 * @param tries - from 1.
 */
export function atMost(tries: number): number {
  return 1 - 0.05 ** (1 / tries);
}
