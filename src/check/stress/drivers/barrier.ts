/** Threads that pass a barrier again and again: nobody leaves an episode that somebody has not come for. */

import { arriveAndWait } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { LAST, LEFT_EARLY, MOST_THREADS, OPS, SHARED, STOP, THREADS } from '../protocol.ts';
import { linger } from './_draw.ts';
import { wrong } from './_wrong.ts';

export function pass(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const threads = mine[THREADS]; // plain: the thread's own
  let episode: i32 = 0;
  // Ends with the episode that thread 0 has named before it came for it.
  while (true) {
    episode = (episode + 1) | 0;
    // [relaxed] STOP pairs with the main thread's store; LAST is read behind the barrier, which orders it
    if (self === 0 && Atomics.load(control, STOP) !== 0) Atomics.store(control, LAST, episode);
    linger(mine);
    // Two words for each thread, in turn: a thread may be on its way to the next episode already.
    const came = (SHARED + Math.imul(episode & 1, MOST_THREADS)) | 0;
    control[came + self] = episode; // plain: the barrier orders it
    arriveAndWait(words, self);
    for (let other: i32 = 0; other < threads; other++) {
      const there = control[came + other]; // plain: the barrier orders it
      if (there !== episode) wrong(control, mine, LEFT_EARLY, episode, there);
    }
    Atomics.store(mine, OPS, episode); // [relaxed] the main thread looks whether there is progress
    if (Atomics.load(control, LAST) === episode) return; // [relaxed] see above
  }
}
