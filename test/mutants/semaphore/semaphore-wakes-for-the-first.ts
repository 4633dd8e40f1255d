/** semaphore whose release wakes only when there was no permit: permits that are made at once wake one of those who wait for them. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { i32, SemaphoreSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const PERMITS: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

export function init(words: Words, permits: i32): void {
  words[PERMITS] = permits; // plain: not shared yet
}

export function acquire(words: Words, self: i32): void {
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before park's look at PERMITS; pairs with release's load
  while (!tryAcquire(words, self)) park(words, PERMITS, 0); // ends with a permit
  Atomics.sub(words, WAITERS, 1); // [relaxed]
}

export function tryAcquire(words: Words, self: i32): boolean {
  let permits: i32 = Atomics.load(words, PERMITS); // [relaxed]
  // Ends with a permit, or when there is none.
  while (permits > 0) {
    const found = Atomics.compareExchange(words, PERMITS, permits, (permits - 1) | 0); // [acquire] pairs with release's add
    if (found === permits) return true;
    permits = found;
  }
  return false;
}

export function release(words: Words, self: i32): void {
  const permits = Atomics.add(words, PERMITS, 1); // [seq-cst] pairs with tryAcquire's compare-and-swap; Dekker
  // BROKEN: who was woken for the permit before may not have taken it yet. [seq-cst] Dekker
  if (permits === 0 && Atomics.load(words, WAITERS) !== 0) wake(words, PERMITS, 1);
}

export default {
  kind: 'semaphore',
  name: 'semaphore-wakes-for-the-first',
  twin: 'semaphore',
  caughtBy: 'every-release',
  title: 'Semaphore that wakes for the first permit',
  family: 'mutant',
  waiting: 'park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'semaphore, broken' }],
  layout: { PERMITS, WAITERS },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  init,
  acquire,
  tryAcquire,
  release,
} satisfies Mutant<SemaphoreSpec>;
