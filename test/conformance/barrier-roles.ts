/** What the threads of the barrier checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { BarrierSpec } from '../../src/contract.ts';
import { open, sleepMs } from './place.ts';
import type { Place } from './team.ts';

export interface Episodes {
  readonly episodes: number;
  /** Plain words, two for each thread: the last even and the last odd episode that it came for. */
  readonly came: Int32Array;
  /** One thread after the other comes late by this much, in every episode; 0: nobody does. */
  readonly lateMs: number;
}

/**
 * Write the episode's number, pass, and find that everybody has written it: nobody went on without waiting, and what was written
 * before is visible. Two words for each thread, in turn, as a thread may be on its way to the next episode already.
 */
export async function pass(place: Place & Episodes, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<BarrierSpec>(place, steps);
  const { self, threads, episodes, came, lateMs } = place;
  for (let episode = 1; episode <= episodes; episode++) {
    steps[0]++;
    if (lateMs > 0 && episode % threads === self) sleepMs(lateMs);
    const half = (episode & 1) * threads;
    came[half + self] = episode;
    subject.arriveAndWait(words, self);
    for (let other = 0; other < threads; other++) {
      if (came[half + other] !== episode)
        assert.fail(`${self} of ${threads} passed episode ${episode}, ${other} came for ${came[half + other]} last`);
    }
  }
}
