/** What the threads of the once checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { OnceSpec } from '../../src/contract.ts';
import { meetings, open, sleepMs } from './place.ts';
import { untilAsleep } from './sleepers.ts';
import type { Place } from './team.ts';

export interface Asking {
  readonly rounds: number;
  /** Plain words, written by whoever does it: in which round it was done last, how often in all, and how often somebody gave up. */
  readonly done: Int32Array;
  /** The words as they were set up. It is done once: each round has new ones in their place. */
  readonly fresh: Int32Array;
  /** How long a thread takes to do it, so that the others run out of patience; 0: no time. */
  readonly takesMs: number;
}

const ROUND = 0;
const TIMES = 1;
const FAILED = 2;
export const DONE_WORDS = 3;

/** Alone, under every number: who gives up is to do it again, and when it has been done, nobody is. */
export async function askInTurn(place: Place & Asking, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<OnceSpec>(place, steps);
  const { rounds, threads, fresh } = place;
  for (let round = 0; round < rounds; round++) {
    words.set(fresh);
    for (let i = 0; i < round % 4; i++) {
      steps[0]++;
      assert(subject.begin(words, i % threads), `was not to do it, when ${i} had given up`);
      subject.giveUp(words, i % threads);
    }
    assert(subject.begin(words, round % threads), 'was not to do it, when nobody had done it');
    subject.complete(words, round % threads);
    for (let i = 0; i < threads; i++) assert(!subject.begin(words, i), 'was to do it, when it had been done');
  }
}

/** All ask at once: one does it, and the others see what it has written. */
export async function askTogether(place: Place & Asking, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<OnceSpec>(place, steps);
  const { self, rounds, fresh, done, takesMs } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    if (self === 0) words.set(fresh);
    meet();
    steps[0]++;
    if (subject.begin(words, self)) {
      if (takesMs > 0) sleepMs(takesMs);
      done[ROUND] = round;
      done[TIMES]++;
      subject.complete(words, self);
    }
    const [last, times] = done;
    if (last !== round || times !== round)
      assert.fail(`in round ${round} ${self} went on when it had been done ${times} times, in round ${last} last`);
    meet();
  }
}

/** All give up: each is to do it in turn, and nobody waits for ever. */
export async function failTogether(place: Place & Asking, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<OnceSpec>(place, steps);
  const { self, threads, rounds, fresh, done, takesMs } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    if (self === 0) words.set(fresh);
    meet();
    steps[0]++;
    assert(subject.begin(words, self), `${self} was not to do it, though nobody had`);
    if (takesMs > 0) sleepMs(takesMs);
    done[FAILED]++;
    subject.giveUp(words, self);
    meet();
    const failed = done[FAILED];
    if (failed !== round * threads) assert.fail(`${failed} had given up in ${round} rounds of ${threads} threads`);
    meet();
  }
}

/** Thread 0 does it, until thread 1 has been seen asleep. */
export async function fallAsleep(place: Place & Asking, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<OnceSpec>(place, steps);
  const { self, rounds, fresh } = place;
  const meet = meetings(place);
  for (let round = 1; round <= rounds; round++) {
    if (self === 0) {
      words.set(fresh);
      assert(subject.begin(words, self), 'was not to do it, when nobody had');
    }
    meet();
    steps[0]++;
    if (self === 0) {
      untilAsleep(words);
      subject.complete(words, self);
    } else {
      assert(!subject.begin(words, self), `${self} was to do it while another thread did it, round ${round}`);
    }
    meet();
  }
}
