/** Producers and the consumer of a ring of records: every word of a record follows from its first one, so that a torn record shows. */

import { abort, claim, commit, lengthBytes, maxMessageBytes, peek, release } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import {
  ASKED,
  MOST_ITEMS,
  NAP,
  NEXT_OF,
  OPS,
  OUT_OF_ORDER,
  PRODUCER_BITS,
  PRODUCING,
  STOP,
  TORN,
  WRONG_LENGTH,
} from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

/** The shortest record holds its stamp. */
const LEAST_BYTES: i32 = 4;

function stampOf(nth: i32, self: i32): i32 {
  return (nth << PRODUCER_BITS) | self;
}

/** Word `i` of the record with this stamp. */
function wordOf(stamp: i32, i: i32): i32 {
  if (i === 0) return stamp;
  const x = Math.imul(stamp ^ Math.imul(i, 0x61c88647), 0x2c1b3c6d);
  return x ^ ((x >> 13) & 0x7ffff);
}

/** From LEAST_BYTES to `most`. */
function bytesOf(stamp: i32, most: i32): i32 {
  let bytes: i32 = wordOf(stamp, -1) & 0xffff;
  while (bytes > most) bytes = bytes >> 1; // ends: `most` is not negative
  return bytes < LEAST_BYTES ? LEAST_BYTES : bytes;
}

/** One record in eight is claimed and given up first. */
export function produce(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const most = maxMessageBytes(words);
  let pushed: i32 = 0;
  let paused: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && pushed < MOST_ITEMS) {
    const stamp = stampOf(pushed, self);
    const bytes = bytesOf(stamp, most);
    const givesUp = (draw(mine) & 7) === 0;
    mine[ASKED] = (pushed + 1) | 0; // plain: read when the thread has ended
    const payload = claim(words, self, bytes);
    if (payload < 0) {
      if (payload !== -1) wrong(control, mine, WRONG_LENGTH, most, bytes);
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      const last = (((bytes + 3) >> 2) - 1) | 0;
      // From the last word to the first: the stamp comes when all else is there. Ends with the record.
      for (let i: i32 = last; i >= 0; i = (i - 1) | 0) {
        words[payload + i] = givesUp ? -1 : wordOf(stamp, i); // plain: the claim is this thread's until commit or abort
      }
      linger(mine);
      if (givesUp) {
        abort(words, self, payload);
      } else {
        commit(words, self, payload);
        pushed = (pushed + 1) | 0;
        Atomics.store(mine, OPS, pushed); // [relaxed] the main thread looks whether there is progress
      }
    }
  }
  Atomics.sub(control, PRODUCING, 1); // [release] after the last commit; pairs with consume's [acquire] load
}

/** Takes until no producer is left and nothing is inside. */
export function consume(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const most = maxMessageBytes(words);
  let taken: i32 = 0;
  let paused: i32 = 0;
  // Ends when the producers have ended and the ring is empty.
  while (true) {
    const producing = Atomics.load(control, PRODUCING); // [acquire] before the look; pairs with produce's [release] sub
    const payload = peek(words, self);
    if (payload < 0) {
      if (producing === 0) return;
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      check(words, control, mine, payload, most);
      release(words, self);
      taken = (taken + 1) | 0;
      Atomics.store(mine, OPS, taken); // [relaxed] the main thread looks whether there is progress
      linger(mine);
    }
  }
}

function check(words: Words, control: Words, mine: Words, payload: i32, most: i32): void {
  const stamp = words[payload]; // plain: committed before peek, as all of the record
  const at = (NEXT_OF + (stamp & ((1 << PRODUCER_BITS) - 1))) | 0;
  const due = mine[at]; // plain: the thread's own
  if (stamp >> PRODUCER_BITS !== due) wrong(control, mine, OUT_OF_ORDER, due, stamp);
  mine[at] = (due + 1) | 0; // plain: the thread's own
  const bytes = bytesOf(stamp, most);
  const found = lengthBytes(words, payload);
  if (found !== bytes) wrong(control, mine, WRONG_LENGTH, bytes, found);
  const count = (bytes + 3) >> 2;
  for (let i: i32 = 1; i < count; i++) {
    if (words[payload + i] !== wordOf(stamp, i)) wrong(control, mine, TORN, i, stamp); // plain: as above
  }
}
