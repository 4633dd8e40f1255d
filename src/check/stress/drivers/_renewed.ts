/**
 * What serves once, used again and again: between two rounds all threads come together, and thread 0 puts the structure back to what it
 * was at first. The main thread leaves a copy of that in FRESH, and its size in SIZE.
 */
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import { LINE_WORDS } from '../../../atomics/layout.ts';
import type { i32, Words } from '../../../contract.ts';
import { LAST, NAP, SHARED, STOP } from '../protocol.ts';

/** The round that all may begin. */
const GATE: i32 = SHARED;
export const SIZE: i32 = SHARED + LINE_WORDS;
export const FRESH: i32 = SHARED + 2 * LINE_WORDS;
export const FRESH_WORDS: i32 = 6 * LINE_WORDS;
/** A line for each thread: the round that it is ready for; the rest is its kind's. */
const READY: i32 = FRESH + FRESH_WORDS;
/** Words that a round's threads share, where the kind wants some. */
export const SHARED_BY_ROUND: i32 = SIZE + 1;

/** A word of a thread's own line that its kind may write. */
export function placeOf(thread: i32): i32 {
  return (readyAt(thread) + 1) | 0;
}

function readyAt(thread: i32): i32 {
  return (READY + Math.imul(thread, LINE_WORDS)) | 0;
}

/** Wait until all are ready and the structure is new. `false`: there are no more rounds. */
export function nextRound(words: Words, control: Words, mine: Words, threads: i32, round: i32, self: i32): boolean {
  // [release] what this thread did in the last round; pairs with the [acquire] loads of thread 0
  Atomics.store(control, readyAt(self), round);
  if (self === 0) {
    for (let other: i32 = 1; other < threads; other++) awaitRound(control, mine, readyAt(other), round);
    if (Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, round); // [relaxed] both: the gate orders LAST
    renew(words, control);
    Atomics.store(control, GATE, round); // [release] the structure is new; pairs with the others' [acquire] loads
  } else {
    awaitRound(control, mine, GATE, round);
  }
  return Atomics.load(control, LAST) !== round; // [relaxed] see above
}

function awaitRound(control: Words, mine: Words, at: i32, round: i32): void {
  let paused: i32 = 0;
  // [acquire] pairs with nextRound's [release] stores; ends when they have come there, too.
  while (Atomics.load(control, at) !== round) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

function renew(words: Words, control: Words): void {
  const size = control[SIZE]; // plain: constant
  for (let i: i32 = 0; i < size; i++) words[i] = control[FRESH + i]; // plain: all others wait at the gate
}
