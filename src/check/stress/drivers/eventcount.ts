/** Threads that wait for each other with one eventcount, in three ways; what was written before an advance is there after the wait. */

import { advance, awaitCount } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import { LINE_WORDS } from '../../../atomics/layout.ts';
import type { i32, Words } from '../../../contract.ts';
import { LAST, NAP, OPS, SHARED, START, STOP, THREADS, WOKE_EARLY } from '../protocol.ts';
import { linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** Plain data: the number of the last advance. */
const DATA: i32 = SHARED;
/** The round that thread 0 has seen all others arrive in. */
const GATE: i32 = SHARED + LINE_WORDS;
/** A line for each thread: the last round that it has seen, or arrived in. */
const SEEN: i32 = SHARED + 2 * LINE_WORDS;

function seenAt(thread: i32): i32 {
  return (SEEN + Math.imul(thread, LINE_WORDS)) | 0;
}

/** Thread 0, before it lets a round begin or end: is it the last? [relaxed] both: the advance, or the gate, orders LAST. */
function callLast(control: Words, round: i32): void {
  if (Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, round);
}

function isLast(control: Words, round: i32): boolean {
  return Atomics.load(control, LAST) === round; // [relaxed] see callLast
}

function expect(control: Words, mine: Words, at: i32, round: i32): void {
  const found = control[at]; // plain: the eventcount orders it
  if (found !== round) wrong(control, mine, WOKE_EARLY, round, found);
}

/** One thread after the other waits for its count and advances it for the next one. */
export function takeTurns(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  const start = mine[START]; // plain: the thread's own
  let turn: i32 = self;
  // Ends with the round that thread 0, the first in it, has named.
  for (let round: i32 = 1; ; round = (round + 1) | 0) {
    awaitCount(words, self, (start + turn) | 0);
    expect(control, mine, DATA, turn);
    if (self === 0) callLast(control, round);
    linger(mine);
    control[DATA] = (turn + 1) | 0; // plain: the eventcount orders it
    const ends = isLast(control, round);
    advance(words, self);
    Atomics.store(mine, OPS, round); // [relaxed] the main thread looks whether there is progress
    if (ends) return;
    turn = (turn + threads) | 0;
  }
}

/** Thread 0 advances once for all others, who then say that they have seen it. */
export function release(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  const start = mine[START]; // plain: the thread's own
  // Ends with the round that thread 0 has named before its advance.
  for (let round: i32 = 1; ; round = (round + 1) | 0) {
    if (self === 0) {
      for (let other: i32 = 1; other < threads; other++) awaitSeen(control, mine, other, (round - 1) | 0);
      callLast(control, round);
      linger(mine);
      control[DATA] = round; // plain: the eventcount orders it
      advance(words, self);
    } else {
      linger(mine);
      awaitCount(words, self, (start + round) | 0);
      expect(control, mine, DATA, round);
      // [release] DATA has been read; pairs with awaitSeen's [acquire] load
      Atomics.store(control, seenAt(self), round);
    }
    Atomics.store(mine, OPS, round); // [relaxed] the main thread looks whether there is progress
    if (isLast(control, round)) return;
  }
}

/** All others advance at once; thread 0 waits for the last of them, then lets them go on. */
export function gather(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  let target: i32 = mine[START]; // plain: the thread's own
  // Ends with the round that thread 0 has named before it opened the gate.
  for (let round: i32 = 1; ; round = (round + 1) | 0) {
    linger(mine);
    if (self === 0) {
      target = (target + threads - 1) | 0;
      awaitCount(words, self, target);
      for (let other: i32 = 1; other < threads; other++) expect(control, mine, seenAt(other), round);
      callLast(control, round);
      Atomics.store(control, GATE, round); // [release] the others' data has been read; pairs with awaitGate's [acquire] load
    } else {
      control[seenAt(self)] = round; // plain: the eventcount orders it
      advance(words, self);
      awaitGate(control, mine, round);
    }
    Atomics.store(mine, OPS, round); // [relaxed] the main thread looks whether there is progress
    if (isLast(control, round)) return;
  }
}

function awaitSeen(control: Words, mine: Words, other: i32, round: i32): void {
  let paused: i32 = 0;
  // [acquire] pairs with release's [release] store; ends when the other has seen the round
  while (Atomics.load(control, seenAt(other)) !== round) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

function awaitGate(control: Words, mine: Words, round: i32): void {
  let paused: i32 = 0;
  // [acquire] pairs with gather's [release] store; ends when thread 0 has opened the gate
  while (Atomics.load(control, GATE) !== round) paused = relax(mine, NAP, paused, STAY_CLOSE);
}
