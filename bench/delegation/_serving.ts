/**
 * What the scenarios with a server share: it serves until it is dismissed, which the asker does that proves what all have done, when it
 * has its last answer. A shared piece of the scenarios here.
 */
import { serve } from '#subject';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { i32, Words } from '../../src/contract.ts';
import { GUARDED, ITEMS, NAP, TRIAL } from '../../src/crew/protocol.ts';

/** Number of the trial for which the server is not needed any more. */
const DISMISSED: i32 = GUARDED;

export function serveUntilDismissed(words: Words, control: Words, mine: Words): void {
  const trial = Atomics.load(control, TRIAL); // [relaxed] published by the start line
  let ran: i32 = 0;
  let paused: i32 = 0;
  // Ends when the last asker has called `dismiss`. [relaxed] nothing is published with it
  while (Atomics.load(control, DISMISSED) !== trial) {
    const now = serve(words);
    ran = (ran + now) | 0;
    paused = now === 0 ? relax(mine, NAP, paused, STAY_CLOSE) : 0;
  }
  mine[ITEMS] = ran; // plain: own words, published by the worker's add to FINISHED
}

/** Call when nobody will ask any more in this trial. */
export function dismiss(control: Words): void {
  // [relaxed] as above
  Atomics.store(control, DISMISSED, Atomics.load(control, TRIAL));
}
