/** ticket with its fetch-and-add taken apart: two threads draw the same ticket. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NEXT: i32 = 0;
const SERVING: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

export function lock(words: Words, self: i32): i32 {
  const ticket = Atomics.load(words, NEXT); // [relaxed]
  parkFor(words, NAP, 0, 1); // to be sure that somebody else looks meanwhile
  Atomics.store(words, NEXT, (ticket + 1) | 0); // BROKEN: somebody else may have drawn it. [relaxed]
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store of SERVING. Ends when all earlier tickets have left.
  while (Atomics.load(words, SERVING) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const ticket = words[SERVING]; // plain: only the holder writes SERVING
  Atomics.store(words, SERVING, (ticket + 1) | 0); // [release] pairs with lock's [acquire] load of SERVING
  return true;
}

export default {
  kind: 'lock',
  name: 'ticket-draws-in-two-steps',
  twin: 'ticket',
  caughtBy: 'mutual-exclusion',
  title: 'Ticket lock, tickets drawn in two steps',
  family: 'mutant',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'ticket, broken' }],
  layout: { NEXT, SERVING, NAP },
  freeRunning: ['NEXT', 'SERVING'],
  sizeWords: () => 3 * LINE_WORDS,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
