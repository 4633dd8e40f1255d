/**
 * What lock scenarios share: a plain counter inside the lock, which must come out as large as the number of times that all
 * threads were inside. A shared piece of the scenarios here.
 */
import type { i32, Words } from '../../src/contract.ts';
import { awaitOthers, leave } from '../../src/crew/gather.ts';
import { GUARDED, SCRATCH, SUM } from '../../src/crew/protocol.ts';

/** Times that anybody was inside, over all trials. Plain: only a holder touches it. */
const TIMES_INSIDE: i32 = GUARDED;
/** The count at the end of the last trial, in the first thread's own words, which outlive a trial. */
const TIMES_BEFORE: i32 = SCRATCH;

/** Operations between two looks at STOP, less 1. Few: with more threads than CPUs each may take a time slice. */
export const LOOK_MASK: i32 = 15;

/** Call first thing inside: how often anybody has been inside. */
export function timesInside(control: Words): i32 {
  return control[TIMES_INSIDE]; // plain: ordered by the lock under test
}

/** Call last thing inside, with what `timesInside` said: whoever was inside meanwhile is overwritten, and missing at the end. */
export function countInside(control: Words, times: i32): void {
  control[TIMES_INSIDE] = (times + 1) | 0; // plain: ordered by the lock under test
}

/** Call last. The first thread waits for the others and leaves in SUM how often anybody was inside in this trial. */
export function finish(control: Words, mine: Words, self: i32): void {
  leave(control);
  if (self !== 0) return;
  awaitOthers(control, mine);
  const times = control[TIMES_INSIDE]; // plain: nobody is inside any more
  mine[SUM] = (times - mine[TIMES_BEFORE]) | 0; // plain: own words
  mine[TIMES_BEFORE] = times;
}
