/**
 * How long a lock is on its way from the thread that leaves to the thread that gets in. The holder writes the time down just
 * before it unlocks; the next holder, if it is another thread, reads the clock just after it got in. The figure contains
 * one unlock and one reading of the clock. Of a lock that lets the leaver back in, it tells of those times only when another thread got
 * it: a sleeper's wake-up is not in it while the old holder comes back again and again. `changedHands` is the share of such times.
 */

import { lock, unlock } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { i32, LockSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { begin } from '../../src/crew/gather.ts';
import {
  ERRORS,
  FAILED_TRIES,
  GUARDED,
  ITEMS,
  OPS,
  PARAM,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
  TRIAL,
} from '../../src/crew/protocol.ts';
import { countInside, finish, LOOK_MASK, timesInside } from './_exclusion.ts';

const INSIDE_NS: i32 = PARAM;
const OUTSIDE_NS: i32 = PARAM + 1;
const THREADS: i32 = PARAM + 2;

// Behind the counter of _exclusion.ts, on the same line: the lock under test orders all accesses.
/** Who was inside last: its `self` + 1. */
const LAST: i32 = GUARDED + 1;
/** When it left. */
const LEFT_NS: i32 = GUARDED + 2;
/** In which trial: the time between two trials is no hand-over. */
const LEFT_TRIAL: i32 = GUARDED + 3;

/** Keeps the result of the work, so that no compiler leaves it out or does it elsewhere. */
const RESULT: i32 = SCRATCH + 1;

export function handOver(words: Words, control: Words, mine: Words, self: i32): void {
  const inside = stepsFor(mine[INSIDE_NS]); // plain: own words
  const outside = stepsFor(mine[OUTSIDE_NS]);
  // [relaxed] the start line has published it
  const trial = Atomics.load(control, TRIAL);
  const me: i32 = (self + 1) | 0;
  let times: i32 = 0;
  let failed: i32 = 0;
  let errors: i32 = 0;
  let samples: i32 = 0;
  let x: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    const tries = lock(words, self);
    const gotNs = nowNs();
    // plain: words of GUARDED are touched by the holder only
    if (control[LAST] !== me && control[LEFT_TRIAL] === trial) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (gotNs - control[LEFT_NS]) | 0; // plain: own words
      samples = (samples + 1) | 0;
    }
    const seen = timesInside(control);
    x = work(inside, x);
    mine[RESULT] = x; // plain: own words; no compiler may do the work after unlock now
    countInside(control, seen);
    control[LAST] = me; // plain: as above
    control[LEFT_TRIAL] = trial;
    control[LEFT_NS] = nowNs();
    if (!unlock(words, self) || tries < 0) errors = (errors + 1) | 0;
    failed = (failed + tries) | 0;
    times = (times + 1) | 0;
    x = work(outside, x);
    mine[RESULT] = x; // plain: likewise, nor inside the lock
    if ((times & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = samples; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = times;
  mine[FAILED_TRIES] = failed;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
  finish(control, mine, self);
}

export default {
  name: 'handover',
  kind: 'lock',
  title: 'From one holder to the next',
  question: 'How long is the lock on its way from the thread that leaves to the thread that gets in?',
  metric: { name: 'hand-over', unit: 'ns', better: 'lower' },
  operations: 'hand-overs',
  value: 'median-sample',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that want the lock', word: THREADS },
    insideNs: { default: 500, what: 'nanoseconds of work inside the lock', word: INSIDE_NS },
    outsideNs: { default: 250, what: 'nanoseconds of work between two times inside', word: OUTSIDE_NS },
  },
  roles: ({ threads }) => Array<string>(threads).fill('handOver'),
  selves: ({ threads }) => Array.from({ length: threads }, (_, self) => self),
  refuses: (lock, { threads, insideNs, outsideNs }) => {
    if (lock.sharedBy === 1) return 'it is for one thread';
    if (threads < 2) return 'a hand-over needs two threads';
    return [insideNs, outsideNs].every((ns) => ns >= 0 && ns <= 250_000) ? null : 'work lasts from 0 to 250 µs';
  },
  sizeWords: (lock, { threads }) => lock.sizeWords(threads),
  init: (lock, words, { threads }) => lock.init?.(words, threads),
  figures: (threads) => {
    const [changed, all] = [threads.map(({ ops }) => ops), threads.map(({ items }) => items)].map((counts) =>
      counts.reduce((sum, one) => sum + one, 0),
    );
    return { changedHands: all === 0 ? 0 : changed / all };
  },
  violations: (threads) => {
    const times = threads.reduce((sum, one) => (sum + one.items) | 0, 0);
    const refused = threads.reduce((sum, one) => sum + one.errors, 0);
    return [
      ...(threads[0].sum !== times
        ? [`threads were inside ${times} times, but the counter inside says ${threads[0].sum}: two were in at once`]
        : []),
      ...(refused > 0 ? [`${refused} calls of the holder were refused`] : []),
    ];
  },
} satisfies ScenarioSpec<LockSpec>;
