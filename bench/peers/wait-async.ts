/**
 * Atomics.waitAsync: the count of `park`, awaited by a thread that returns to its event loop meanwhile.
 *
 * Words, `advance`, and why no wake-up is lost: as in src/atomics/eventcounts/park.ts. Only the sleep differs: `waitAsync`
 * compares and enters the engine's list in one step, too, and `notify` then posts a task to the waiting thread's event loop.
 *
 * A pending `waitAsync` does not keep a thread's event loop alive, so that a thread with nothing else to do would end in the
 * middle of its wait. A timer that never fires holds it.
 *
 * Thread contract: as in park.ts; a thread may wait several times at once. Progress: blocking.
 */
import { advance, COUNT, PARK_WORDS, WAITERS } from '../../src/atomics/eventcounts/park.ts';
import type { EventcountSpec, i32, Peer, Words } from '../../src/contract.ts';

export { advance };

/** The longest delay that a timer takes: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** All state lies in the words: there is nothing to connect. */
const peer: Peer = {
  wraps: 'wait-async',
  connect: (_params, ends) => ends.map(() => ({ connection: null })),
  attach() {},
};

export async function whenCount(words: Words, self: i32, count: i32): Promise<void> {
  let seen = Atomics.load(words, COUNT); // [acquire] pairs with the add of COUNT in park.ts's advance
  if (((seen - count) | 0) >= 0) return;
  const alive = setInterval(() => {}, LONGEST_MS);
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before waitAsync's look at COUNT; pairs with advance's load
  // LP when it ends: the last load of COUNT. Ends when the count has come that far; whoever takes it there notifies us.
  while (((seen - count) | 0) < 0) {
    await Atomics.waitAsync(words, COUNT, seen).value; // pairs with advance's wake
    seen = Atomics.load(words, COUNT); // [acquire] pairs with the add of COUNT in park.ts's advance
  }
  Atomics.sub(words, WAITERS, 1); // [relaxed] an advance that still counts us wakes nobody
  clearInterval(alive);
}

export default {
  kind: 'eventcount',
  name: 'wait-async',
  title: 'Atomics.waitAsync',
  family: 'peer',
  waiting: 'event-loop',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'the waiting thread has other things to do in its event loop',
  restrictions: ['JavaScript only', 'the waiting thread must return to its event loop'],
  sources: [
    {
      who: 'Ecma TC39',
      year: 2024,
      what: 'ECMAScript language specification: Atomics.waitAsync',
      url: 'https://tc39.es/ecma262/#sec-atomics.waitasync',
    },
  ],
  layout: { COUNT, WAITERS },
  freeRunning: ['COUNT'],
  backends: ['js'],
  peer,
  sizeWords: () => PARK_WORDS,
  advance,
  whenCount,
} satisfies EventcountSpec;
