/**
 * Threads that take one lock again and again: a critical section of known length inside, other work of known length outside.
 * Lengths are calibrated in each trial (src/atomics/steps-for.ts), so that they mean the same on every machine.
 *
 * Now and then (SAMPLE_EVERY) a thread times how long it waits to get in. A counter inside the lock proves the exclusion; its line
 * moves with every hand-over, so that even an empty section costs a line transfer beside the lock's own.
 */

import { lock, unlock } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { i32, LockSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { begin, isGathered } from '../../src/crew/gather.ts';
import {
  ERRORS,
  FAILED_TRIES,
  ITEMS,
  OPS,
  PARAM,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
} from '../../src/crew/protocol.ts';
import { countInside, finish, LOOK_MASK, timesInside } from './_exclusion.ts';

const INSIDE_NS: i32 = PARAM;
const OUTSIDE_NS: i32 = PARAM + 1;
/** Every 2^n-th critical section is a long one. */
const LONG_EVERY: i32 = PARAM + 2;
const LONG_US: i32 = PARAM + 3;
const THREADS: i32 = PARAM + 4;

/**
 * One in so many times inside is timed: a reading of the clock costs as much as taking a free lock. A prime, so that it is not always
 * the same ones that meet a long section (LONG_EVERY is a power of two).
 */
const SAMPLE_EVERY: i32 = 61;

/** Keeps the result of the work, so that no compiler leaves it out or does it elsewhere. */
const RESULT: i32 = SCRATCH + 1;

export function contend(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const inside = stepsFor(mine[INSIDE_NS]); // plain: own words
  const outside = stepsFor(mine[OUTSIDE_NS]);
  const long = stepsFor(Math.imul(mine[LONG_US], 1000));
  const longMask: i32 = mine[LONG_EVERY] === 0 ? -1 : (mine[LONG_EVERY] - 1) | 0; // -1: never
  const threads = mine[THREADS];
  let times: i32 = 0;
  let before: i32 = -1; // times inside before all took part; -1: somebody is missing
  let failed: i32 = 0;
  let errors: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next that is timed
  let x: i32 = self;
  let stop: i32 = begin(control, threads);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = times;
      failed = 0;
      samples = 0;
    }
    untimed = (untimed - 1) | 0;
    const timed = untimed === 0;
    const askedNs: i32 = timed ? nowNs() : 0;
    const tries = lock(words, self);
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      untimed = SAMPLE_EVERY;
    }
    const seen = timesInside(control);
    x = work((times & longMask) === longMask ? long : inside, x);
    mine[RESULT] = x; // plain: own words; no compiler may do the work after unlock now
    countInside(control, seen);
    if (!unlock(words, self) || tries < 0) errors = (errors + 1) | 0;
    failed = (failed + tries) | 0;
    times = (times + 1) | 0;
    x = work(outside, x);
    mine[RESULT] = x; // plain: likewise, nor inside the lock
    if ((times & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  if (before < 0 && isGathered(control, mine, beganNs)) before = times; // they came while this thread waited, and then came the end
  mine[OPS] = before < 0 ? 0 : (times - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = times;
  mine[FAILED_TRIES] = failed;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
  finish(control, mine, self);
}

export default {
  name: 'contended',
  kind: 'lock',
  title: 'Threads that want one lock',
  question: 'How many times a second do the threads together get in and out?',
  metric: { name: 'acquisitions', unit: 'ops/s', better: 'higher' },
  operations: 'acquisitions',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that want the lock', word: THREADS },
    insideNs: { default: 0, what: 'nanoseconds of work inside the lock', word: INSIDE_NS },
    outsideNs: { default: 0, what: 'nanoseconds of work between two times inside', word: OUTSIDE_NS },
    longEvery: { default: 0, what: 'every n-th time inside is a long one (a power of two); 0: none', word: LONG_EVERY },
    longUs: { default: 0, what: 'microseconds of a long time inside', word: LONG_US },
  },
  roles: ({ threads }) => Array<string>(threads).fill('contend'),
  selves: ({ threads }) => Array.from({ length: threads }, (_, self) => self),
  refuses: (lock, { threads, insideNs, outsideNs, longEvery, longUs }) => {
    if (lock.sharedBy === 1 && threads > 1) return 'it is for one thread';
    if ((longEvery & (longEvery - 1)) !== 0) return 'longEvery is a power of two';
    const work = [insideNs, outsideNs, 1000 * longUs];
    return work.every((ns) => ns >= 0 && ns <= 250_000) ? null : 'work lasts from 0 to 250 µs';
  },
  sizeWords: (lock, { threads }) => lock.sizeWords(threads),
  init: (lock, words, { threads }) => lock.init?.(words, threads),
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
