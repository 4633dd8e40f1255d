/** semaphore that says it sleeps, and looks again and again. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, SemaphoreSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const PERMITS: i32 = 0;

export function init(words: Words, permits: i32): void {
  words[PERMITS] = permits; // plain: not shared yet
}

export function acquire(words: Words, self: i32): void {
  while (!tryAcquire(words, self)) pause(); // BROKEN: whoever waits for long keeps its CPU busy
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
  Atomics.add(words, PERMITS, 1); // [release] pairs with tryAcquire's compare-and-swap
}

export default {
  kind: 'semaphore',
  name: 'semaphore-never-sleeps',
  twin: 'semaphore',
  caughtBy: 'sleeps',
  title: 'Semaphore that never sleeps',
  family: 'mutant',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'semaphore, broken' }],
  layout: { PERMITS },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  init,
  acquire,
  tryAcquire,
  release,
} satisfies Mutant<SemaphoreSpec>;
