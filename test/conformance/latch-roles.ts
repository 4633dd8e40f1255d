/** What the threads of the latch checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { LatchSpec } from '../../src/contract.ts';
import { meetings, open, sleepMs } from './place.ts';
import { untilAsleep } from './sleepers.ts';
import type { Place } from './team.ts';

export interface Openings {
  readonly rounds: number;
  readonly count: number;
  /** Plain words, one for each thread: the last round in which it counted down. */
  readonly written: Int32Array;
  /** The latch as it was set up. It opens once: each round has a new one in its place. */
  readonly fresh: Int32Array;
  /** Whoever counts down last sleeps before, so that the others run out of patience; 0: does not. */
  readonly lateMs: number;
}

/** Alone, under every number: it is closed until all has been counted down, and open ever after. */
export async function countInTurn(place: Place & Openings, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LatchSpec>(place, steps);
  const { rounds, count, threads, fresh } = place;
  for (let round = 0; round < rounds; round++) {
    words.set(fresh);
    for (let left = count; left > 0; left--) {
      steps[0]++;
      assert(!subject.isOpen(words), `open when ${left} of ${count} were left to be counted down`);
      subject.countDown(words, left % threads);
    }
    assert(subject.isOpen(words), `closed when all ${count} had been counted down`);
    subject.awaitOpen(words, round % threads);
    assert(subject.isOpen(words), 'closed again behind one who has passed');
  }
}

/** All count down and then pass, in odd rounds; in even rounds thread 0 counts down for all. Whoever passes sees what was written before. */
export async function passTogether(place: Place & Openings, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LatchSpec>(place, steps);
  const { self, threads, rounds, fresh, written, lateMs } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    if (self === 0) words.set(fresh);
    meet();
    steps[0]++;
    if (self === 0 && lateMs > 0) sleepMs(lateMs);
    const isForAll = round % 2 === 0;
    for (let thread = 0; thread < threads; thread++) {
      if (isForAll ? self > 0 : thread !== self) continue;
      written[thread] = round;
      subject.countDown(words, self);
    }
    subject.awaitOpen(words, self);
    for (let thread = 0; thread < threads; thread++)
      if (written[thread] !== round)
        assert.fail(
          `${self} passed in round ${round}, when ${thread} had counted down in round ${written[thread]} last`,
        );
    meet();
  }
}

/** Thread 1 waits until it has been seen asleep. */
export async function fallAsleep(place: Place & Openings, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LatchSpec>(place, steps);
  const { self, rounds, fresh, count } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    if (self === 0) words.set(fresh);
    meet();
    steps[0]++;
    if (self === 0) {
      untilAsleep(words);
      for (let left = count; left > 0; left--) subject.countDown(words, self);
    } else {
      subject.awaitOpen(words, self);
      assert(subject.isOpen(words), `passed before all was counted down, round ${round}`);
    }
    meet();
  }
}
