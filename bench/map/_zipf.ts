/**
 * Ranks of keys by Zipf's law: the k-th most popular is drawn in proportion to 1 / k^s. In the kernel dialect, so all in integers, from a
 * table of quantiles in a thread's own words. A shared piece of the scenarios here.
 *
 * Weights are right to one per cent: logarithms and powers of two by parabolas through both ends of an octave. Draws are right to one part
 * in 1024 of all: keys rarer than that are drawn in groups, a whole part to one of them. With equal weights (s = 0) each is drawn alike.
 */
import type { i32, Words } from '../../src/contract.ts';

/** The table cuts the law into so many parts of equal weight; inside one part all ranks are drawn as often. */
const PART_BITS: i32 = 10;
const PARTS: i32 = 1 << PART_BITS;

/** Keys, at most: the sum of all weights, each at most 2^16, stays below 2^31. */
export const MOST_KEYS: i32 = 16384;
const MOST_KEYS_BITS: i32 = 14;

/** Fixed point: 12 bits behind the point. */
const ONE: i32 = 4096;

/** Fill `words[at]` and 1024 words behind it with the ranks, from 0, at which the parts begin, and `keys`. From 1 to MOST_KEYS keys; s in hundredths, from 0 to 200. */
export function fillZipf(words: Words, at: i32, keys: i32, skewPercent: i32): void {
  const partWeight = totalWeight(keys, skewPercent) >> PART_BITS;
  let reached: i32 = 0; // weight of the ranks so far
  let part: i32 = 0;
  let octave: i32 = 0;
  for (let rank: i32 = 0; rank < keys; rank++) {
    if ((rank + 1) >> (octave + 1) !== 0) octave = (octave + 1) | 0;
    reached = (reached + weightOf((rank + 1) | 0, octave, skewPercent)) | 0;
    part = beginParts(words, at, part, rank, reached, partWeight);
  }
  words[at + PARTS] = keys; // plain: own words
}

function totalWeight(keys: i32, skewPercent: i32): i32 {
  let total: i32 = 0;
  let octave: i32 = 0;
  for (let rank: i32 = 0; rank < keys; rank++) {
    if ((rank + 1) >> (octave + 1) !== 0) octave = (octave + 1) | 0;
    total = (total + weightOf((rank + 1) | 0, octave, skewPercent)) | 0;
  }
  return total;
}

/** All parts from `first` on that begin within this rank. Returns the next one. */
function beginParts(words: Words, at: i32, first: i32, rank: i32, reached: i32, partWeight: i32): i32 {
  let part: i32 = first;
  while (part < PARTS && Math.imul(part, partWeight) < reached) {
    words[at + part] = rank; // plain: own words
    part = (part + 1) | 0;
  }
  return part;
}

/** 2^16 / k^s, for k from 2^octave to 2^(octave + 1) - 1. */
function weightOf(k: i32, octave: i32, skewPercent: i32): i32 {
  const above = (((k << (MOST_KEYS_BITS - octave)) - MOST_KEYS) | 0) >> 2; // k / 2^octave - 1
  // log2(1 + x) = x (1.343 - 0.343 x), roughly
  const log = ((octave << 12) + (Math.imul(above, (5501 - (Math.imul(1405, above) >> 12)) | 0) >> 12)) | 0;
  const power = (Math.imul(log, skewPercent) / 100) | 0;
  const rest = (ONE - (power & (ONE - 1))) | 0;
  // 2^x = 1 + x (0.6565 + 0.3435 x), roughly
  const half = (ONE + (Math.imul(rest, (2689 + (Math.imul(1407, rest) >> 12)) | 0) >> 12)) | 0;
  return (half << 3) >> (power >> 12);
}

/** A rank below `keys`, by 26 random bits. */
export function zipfRank(words: Words, at: i32, keys: i32, skewPercent: i32, random: i32): i32 {
  if (skewPercent === 0) return Math.imul(keys, (random >> 10) & 0xffff) >> 16;
  const part = (at + ((random >> 16) & (PARTS - 1))) | 0;
  const first = words[part]; // plain: own words
  return (first + (Math.imul((words[part + 1] - first) | 0, random & 0xffff) >> 16)) | 0; // plain: own words
}
