/** Threads that ask for operations, which one of them runs. */

import { execute } from '#subject';
import type { i32, Words } from '../../../contract.ts';
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

/** Additions, as fast as they come. */
export function add(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round.
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
