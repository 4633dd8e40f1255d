/** ticket whose tryLock draws a ticket and looks whether it is its turn; a ticket that is not called at once is nobody’s. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NEXT: i32 = 0;
const SERVING: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

export function lock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, NEXT, 1); // [relaxed] decides the order
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

export function tryLock(words: Words, self: i32): boolean {
  // BROKEN: nobody will leave with this ticket when it is called. [relaxed]
  const ticket = Atomics.add(words, NEXT, 1);
  return Atomics.load(words, SERVING) === ticket; // [acquire] pairs with unlock's [release] store of SERVING
}

export default {
  kind: 'lock',
  name: 'ticket-tries-by-drawing',
  twin: 'ticket',
  caughtBy: 'try',
  title: 'Ticket lock that tries by drawing',
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
  tryLock,
} satisfies Mutant<LockSpec>;
