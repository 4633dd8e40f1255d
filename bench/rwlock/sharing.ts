/**
 * Threads that take one reader-writer lock again and again, to read or, as a draw decides, to write: a section of known length inside,
 * other work of known length outside. Lengths are calibrated in each trial (src/atomics/steps-for.ts), so that they mean the same on
 * every machine.
 *
 * Now and then (SAMPLE_EVERY) a reader times how long it waits to get in. Two plain counters inside prove the exclusion: a writer
 * advances one before its work and the other behind it, and a reader must find them equal. Readers only look at the line of the two; a
 * writer takes it away from all of them, beside the lock's own lines.
 */

import { readLock, readUnlock, writeLock, writeUnlock } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { i32, RwLockSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
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
  SUM,
} from '../../src/crew/protocol.ts';

const INSIDE_NS: i32 = PARAM;
const OUTSIDE_NS: i32 = PARAM + 1;
const READ_PERCENT: i32 = PARAM + 2;
const THREADS: i32 = PARAM + 3;

/** Times that anybody was inside to write, over all trials. Plain: only a writer who is inside changes them. */
const FIRST: i32 = GUARDED;
const SECOND: i32 = GUARDED + 1;

/** Own words that outlive a trial: the count at the end of the last one, in the first thread's; and the last draw. */
const COUNTED: i32 = SCRATCH;
const DRAWN: i32 = SCRATCH + 1;
/** Keeps the result of the work, so that no compiler leaves it out or does it elsewhere. */
const RESULT: i32 = SCRATCH + 2;

/** One read in so many is timed: a reading of the clock costs as much as taking a free lock. A prime, as in bench/lock/contended.ts. */
const SAMPLE_EVERY: i32 = 61;

/** Operations between two looks at STOP, less 1. Few: with more threads than CPUs each may take a time slice. */
const LOOK_MASK: i32 = 15;

/** Draws are below this. */
const DRAWS: i32 = 0x8000;
/** 2^32 divided by the golden ratio: sets the threads' draws apart. */
const APART: i32 = -1640531527;

export function share(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const inside = stepsFor(mine[INSIDE_NS]); // plain: own words, as below
  const outside = stepsFor(mine[OUTSIDE_NS]);
  const readsBelow: i32 = (Math.imul(mine[READ_PERCENT], DRAWS) / 100) | 0;
  const threads = mine[THREADS];
  let drawn: i32 = (mine[DRAWN] + Math.imul(self, APART)) | 0;
  let times: i32 = 0;
  let before: i32 = -1; // times inside before all took part; -1: somebody is missing
  let written: i32 = 0;
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
    drawn = (Math.imul(drawn, 1664525) + 1013904223) | 0; // as in work.ts; its upper bits are the better ones
    if (((drawn >> 16) & (DRAWS - 1)) < readsBelow) {
      untimed = (untimed - 1) | 0;
      const timed = untimed === 0;
      const askedNs: i32 = timed ? nowNs() : 0;
      failed = (failed + readLock(words, self)) | 0;
      if (timed) {
        mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
        samples = (samples + 1) | 0;
        untimed = SAMPLE_EVERY;
      }
      const count = control[FIRST]; // plain: ordered by the lock under test, as SECOND
      x = work(inside, x);
      mine[RESULT] = x; // plain: own words; no compiler may do the work outside now
      if (control[SECOND] !== count) errors = (errors + 1) | 0;
      readUnlock(words, self);
    } else {
      failed = (failed + writeLock(words, self)) | 0;
      const count = control[SECOND]; // plain: ordered by the lock under test, as FIRST; whoever writes meanwhile is overwritten
      control[FIRST] = (count + 1) | 0;
      x = work(inside, x);
      mine[RESULT] = x; // plain: as above
      control[SECOND] = (count + 1) | 0;
      writeUnlock(words, self);
      written = (written + 1) | 0;
    }
    times = (times + 1) | 0;
    x = work(outside, x);
    mine[RESULT] = x; // plain: as above, nor inside
    if ((times & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  if (before < 0 && isGathered(control, mine, beganNs)) before = times; // they came while this thread waited, and then came the end
  mine[OPS] = before < 0 ? 0 : (times - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = times;
  mine[FAILED_TRIES] = failed;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
  mine[DRAWN] = drawn;
  mine[SUM] = written;
  leave(control);
  if (self === 0) proveWrites(control, mine);
}

/** The first thread takes from its SUM by how much the counter inside has grown: the sums of all threads come to 0. */
function proveWrites(control: Words, mine: Words): void {
  awaitOthers(control, mine);
  const count = control[SECOND]; // plain: nobody is inside any more
  mine[SUM] = (mine[SUM] - ((count - mine[COUNTED]) | 0)) | 0; // plain: own words
  mine[COUNTED] = count;
}

export default {
  name: 'sharing',
  kind: 'rwlock',
  title: 'Threads that read and write under one lock',
  question: 'How many times a second do the threads together get in and out, to read or to write?',
  metric: { name: 'acquisitions', unit: 'ops/s', better: 'higher' },
  operations: 'acquisitions',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that want the lock', word: THREADS },
    readPercent: { default: 90, what: 'times out of a hundred that a thread wants to read', word: READ_PERCENT },
    insideNs: { default: 0, what: 'nanoseconds of work inside the lock', word: INSIDE_NS },
    outsideNs: { default: 0, what: 'nanoseconds of work between two times inside', word: OUTSIDE_NS },
  },
  roles: ({ threads }) => Array<string>(threads).fill('share'),
  selves: ({ threads }) => Array.from({ length: threads }, (_, self) => self),
  refuses: (_lock, { threads, readPercent, insideNs, outsideNs }) => {
    if (threads < 1) return 'somebody must want the lock';
    if (!(readPercent >= 0 && readPercent <= 100)) return 'readPercent is from 0 to 100';
    return [insideNs, outsideNs].every((ns) => ns >= 0 && ns <= 250_000) ? null : 'work lasts from 0 to 250 µs';
  },
  sizeWords: (lock, { threads }) => lock.sizeWords(threads),
  init: (lock, words, { threads }) => lock.init?.(words, threads),
  violations: (threads) => {
    const lost = threads.reduce((sum, one) => (sum + one.sum) | 0, 0);
    const torn = threads.reduce((sum, one) => sum + one.errors, 0);
    return [
      ...(lost !== 0 ? [`${lost} additions of writers are missing in the counter inside: two were in at once`] : []),
      ...(torn > 0 ? [`readers found the counters inside unequal ${torn} times: a writer was in with them`] : []),
    ];
  },
} satisfies ScenarioSpec<RwLockSpec>;
