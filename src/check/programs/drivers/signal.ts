/** What two threads do with a signal: each turn hands a word over. */
import { passTurn } from '#subject';
import type { i32, Words } from '../../../contract.ts';

/** Whoever writes for turn t + 8 has passed turn t + 6, so that the other has read what was written for turn t. */
const TURN_MASK: i32 = 7;

/** Write for `turn`, pass it, and look at what was written for the turn before. Returns 0: it is there, or 1. */
export function handOver(words: Words, data: Words, turn: i32, self: i32): i32 {
  data[turn & TURN_MASK] = turn; // plain: read by the other when its turn has come
  passTurn(words, self, turn);
  const before: i32 = (turn - 1) | 0;
  return data[before & TURN_MASK] === before ? 0 : 1; // plain: written before the turn that was waited for
}
