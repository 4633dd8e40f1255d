/**
 * Rounds of `wake-up` and `wake-up-loop`: one thread lets `gapUs` pass, writes down the time and advances; the others wait for
 * that, read the time and count themselves in LEARNED; when all have, the next round begins.
 *
 * The guarded words of a round are plain: written before `advance`, read after the wait for the new count, and not written
 * again before every waiter has counted itself.
 */
import { advance } from '#subject';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { nowNs } from '../../src/atomics/clock.ts';
import { pause } from '../../src/atomics/pause.ts';
import type { i32, Words } from '../../src/contract.ts';
import {
  ERRORS,
  GUARDED,
  ITEMS,
  NAP,
  OPS,
  PARAM,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
} from '../../src/crew/protocol.ts';

export const GAP_US: i32 = PARAM;
export const WAITERS: i32 = PARAM + 1;

/** Own word: the count at which the last trial ended. The instance stays, so it goes on from there. */
export const COUNT_SO_FAR: i32 = SCRATCH;

/** The time of the advance. */
const STAMP: i32 = GUARDED;
/** The count that the advance leads to. */
const ROUND: i32 = GUARDED + 1;
/** 1: there is no further round in this trial. */
const LAST: i32 = GUARDED + 2;
/** Waiters that have learned of the advance; the signaller sets it back. */
const LEARNED: i32 = GUARDED + 3;

/** Rounds until STOP, and one more, so that the waiters learn of it. */
export function signalRounds(events: Words, control: Words, mine: Words, self: i32): void {
  const before = mine[COUNT_SO_FAR]; // plain: own words
  let count: i32 = before;
  let last: i32 = 0;
  // Ends with the round after STOP was seen; every round ends, as all waiters count themselves.
  while (last === 0) {
    letPass(Math.imul(mine[GAP_US], 1000)); // plain: own words
    last = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    count = (count + 1) | 0;
    control[ROUND] = count; // plain: published by advance
    control[LAST] = last; // plain: published by advance
    Atomics.store(control, LEARNED, 0); // [relaxed] published by advance
    control[STAMP] = nowNs(); // plain: published by advance
    advance(events, self);
    untilLearned(control, mine);
  }
  mine[COUNT_SO_FAR] = count; // plain: own words
  mine[ITEMS] = (count - before) | 0; // plain: own words, published by the worker's add to FINISHED
}

/** The signaller's own work, as it were: it keeps its CPU. */
function letPass(gapNs: i32): void {
  const sinceNs = nowNs();
  while (((nowNs() - sinceNs) | 0) < gapNs) pause();
}

function untilLearned(control: Words, mine: Words): void {
  const waiters = mine[WAITERS]; // plain: own words
  let paused: i32 = 0;
  // [acquire] pairs with learn's [acq-rel] add: the guarded words have been read. Gives the CPU away: a waiter may need it.
  while (Atomics.load(control, LEARNED) !== waiters) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

/** What a waiter does as soon as its wait for `count` has ended. Returns 1 if that was the last round. */
export function learn(control: Words, mine: Words, count: i32): i32 {
  const tookNs = (nowNs() - control[STAMP]) | 0; // plain: published by advance; it stays until all have learned
  const last = control[LAST]; // plain: as above
  if (control[ROUND] !== count) mine[ERRORS] = (mine[ERRORS] + 1) | 0; // plain: as above, and own words
  // [acq-rel] the guarded words have been read; pairs with untilLearned's [acquire] load.
  const learned = (Atomics.add(control, LEARNED, 1) + 1) | 0;
  mine[ITEMS] = (mine[ITEMS] + 1) | 0; // plain: own words, published by the worker's add to FINISHED
  // A round counts once, by whoever learns of it last. Negative after a stall of 2 seconds: no sample then.
  if (learned === mine[WAITERS] && last === 0 && tookNs >= 0) {
    mine[SAMPLES + (mine[OPS] & (SAMPLES_CAPACITY - 1))] = tookNs; // plain: own words
    mine[OPS] = (mine[OPS] + 1) | 0; // plain: own words
    mine[SAMPLES_TAKEN] = mine[OPS]; // plain: own words
  }
  return last;
}
