/** Pass turns: one thread plays both sides, so that every turn has come when it is asked for. */
import { passTurn } from '#subject';
import type { i32, Words } from '../../src/contract.ts';
import { TURN } from './own-words.ts';

export function passTurns(words: Words, mine: Words, count: i32): i32 {
  let turn: i32 = mine[TURN]; // plain: own words, here and below
  for (let i: i32 = 0; i < count; i++) {
    passTurn(words, turn & 1, turn);
    turn = (turn + 1) | 0;
  }
  mine[TURN] = turn;
  return turn;
}
