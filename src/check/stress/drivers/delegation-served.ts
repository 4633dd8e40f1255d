/** Threads that ask for operations, and a server that runs them. */

import { execute, serve as serveOnce } from '#subject';
import { relax, STAY_CLOSE } from '../../../atomics/backoff.ts';
import type { i32, Words } from '../../../contract.ts';
import { NAP, OPS, PRODUCING } from '../protocol.ts';
import {
  ARGUMENT,
  chooseAddition,
  endAsking,
  goesOn,
  isRecording,
  noteAddition,
  OPERATION,
  recordCall,
  recordReturn,
} from './_asking.ts';

export function serve(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let ran: i32 = 0;
  let paused: i32 = 0;
  // Ends when nobody asks any more. [acquire] pairs with the askers' [release] sub
  while (Atomics.load(control, PRODUCING) !== 0) {
    const now = serveOnce(words);
    if (now === 0) {
      paused = relax(mine, NAP, paused, STAY_CLOSE);
    } else {
      paused = 0;
      ran = (ran + now) | 0;
      Atomics.store(mine, OPS, ran); // [relaxed] the main thread looks whether there is progress
    }
  }
}

/** Additions, as fast as they come. */
export function add(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: the server stays until all have ended.
  while (goesOn(control)) {
    chooseAddition(mine);
    noteAddition(mine, execute(words, self, mine[OPERATION], mine[ARGUMENT])); // plain: the thread's own
  }
  endAsking(control);
}

/** Operations with a record of every call. */
export function askWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the log or with the round.
  while (isRecording(control, log)) {
    recordCall(mine, log, self);
    recordReturn(mine, log, execute(words, self, mine[OPERATION], mine[ARGUMENT])); // plain: the thread's own
  }
  endAsking(control);
}
