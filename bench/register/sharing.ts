/**
 * All threads read one value, or write it, as fast as they can or with some work in between; a draw says which. What a thread reads is
 * checked word by word, and now and then (SAMPLE_EVERY) it times how long a read takes.
 */

import { readInto, writeFrom } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor, work } from '../../src/atomics/work.ts';
import type { i32, RegisterSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { begin, isGathered, leave } from '../../src/crew/gather.ts';
import {
  ERRORS,
  FAILED_TRIES,
  ITEMS,
  OPS,
  PARAM,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  STOP,
} from '../../src/crew/protocol.ts';
import { FROM, fill, INTO, isWhole, KEPT, MOST_VALUE_WORDS } from './_values.ts';

const THREADS: i32 = PARAM;
const READ_PERCENT: i32 = PARAM + 1;
const VALUE_WORDS: i32 = PARAM + 2;
const THINK_NS: i32 = PARAM + 3;

/** What the work came to: kept, so that no compiler leaves it out. */
const THOUGHT: i32 = KEPT;

/** One read in so many is timed: a reading of the clock costs as much as a read. */
const SAMPLE_EVERY: i32 = 61;
/** Operations between two looks at STOP, less 1. */
const LOOK_MASK: i32 = 63;
/** A draw has 16 bits. */
const DRAWS: i32 = 0x10000;
/** Seeds of threads are far apart, and never 0. */
const SEED_STEP: i32 = 0x3c6ef373;
/** A write's number has the thread's number in its lowest bits. */
const THREAD_BITS: i32 = 8;

export function share(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const steps = stepsFor(mine[THINK_NS]); // plain: own words, as the next two
  const valueWords = mine[VALUE_WORDS];
  const readsBelow: i32 = (Math.imul(mine[READ_PERCENT], DRAWS) / 100) | 0;
  let done: i32 = 0;
  let before: i32 = -1; // operations before all took part; -1: somebody is missing
  let written: i32 = 0;
  let failed: i32 = 0;
  let torn: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next read that is timed
  let x: i32 = Math.imul((self + 1) | 0, SEED_STEP);
  let thought: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = done;
      failed = 0;
      samples = 0;
    }
    x = next(x); // also where all operations are of one sort, so that they cost the same
    if ((x & (DRAWS - 1)) < readsBelow) {
      untimed = (untimed - 1) | 0;
      const timed = untimed === 0;
      const askedNs: i32 = timed ? nowNs() : 0;
      failed = (failed + readInto(words, self, mine, INTO)) | 0;
      if (timed) {
        mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
        samples = (samples + 1) | 0;
        untimed = SAMPLE_EVERY;
      }
      if (!isWhole(mine, valueWords)) torn = (torn + 1) | 0;
    } else {
      written = (written + 1) | 0;
      fill(mine, valueWords, (written << THREAD_BITS) | self);
      failed = (failed + writeFrom(words, self, mine, FROM)) | 0;
    }
    done = (done + 1) | 0;
    if (steps !== 0) {
      thought = work(steps, thought);
      mine[THOUGHT] = thought; // plain: own words; no compiler may do the work elsewhere now
    }
    if ((done & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (done - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = (done - written) | 0;
  mine[ERRORS] = torn;
  mine[FAILED_TRIES] = failed;
  mine[SAMPLES_TAKEN] = samples;
  leave(control);
}

/** The next draw: Marsaglia, "Xorshift RNGs", 2003, with shifts 13, 17 and 5. */
function next(drawn: i32): i32 {
  let x: i32 = drawn ^ (drawn << 13);
  x = x ^ ((x >> 17) & 0x7fff);
  return x ^ (x << 5);
}

export default {
  name: 'sharing',
  kind: 'register',
  title: 'Threads read and write one value',
  question: 'How many reads and writes a second do all threads make together?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'reads and writes',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that read and write', word: THREADS },
    readPercent: { default: 90, what: 'of a hundred operations: how many are reads', word: READ_PERCENT },
    valueWords: { default: 8, what: '32-bit words of the value', word: VALUE_WORDS },
    thinkNs: { default: 0, what: 'nanoseconds of work between two operations of a thread', word: THINK_NS },
  },
  roles: ({ threads }) => Array<string>(threads).fill('share'),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_register, { threads, readPercent, valueWords, thinkNs }) => {
    if (threads < 1 || threads > 1 << THREAD_BITS) return `there are from 1 to ${1 << THREAD_BITS} threads`;
    if (readPercent < 0 || readPercent > 100) return 'readPercent is from 0 to 100';
    if (valueWords < 1 || valueWords > MOST_VALUE_WORDS) return `a value has from 1 to ${MOST_VALUE_WORDS} words`;
    return thinkNs >= 0 && thinkNs <= 250_000 ? null : 'work between operations lasts from 0 to 250,000 ns';
  },
  sizeWords: (register, { threads, valueWords }) => register.sizeWords(threads, valueWords),
  init: (register, words, { threads, valueWords }) => register.init(words, threads, valueWords),
  figures: (all, { threads }, register) => ({
    copies: register.copies(threads),
    ...(register.values === 'torn' ? { tornReads: all.reduce((sum, { errors }) => sum + errors, 0) } : {}),
  }),
  violations: (all, _params, register) => {
    if (register.values === 'torn') return [];
    const torn = all.reduce((sum, { errors }) => sum + errors, 0);
    const reads = all.reduce((sum, { items }) => sum + items, 0);
    return torn === 0 ? [] : [`${torn} of ${reads} reads returned parts of several writes`];
  },
} satisfies ScenarioSpec<RegisterSpec>;
