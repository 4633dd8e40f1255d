/**
 * All threads read one value, or write it, as fast as they can or with some work in between. Reads come in runs, and a draw says how long
 * the next one is: a draw for each operation, a check of each value and a look at STOP would cost as much as a read of a few words, so that
 * all registers looked alike. Now and then (SAMPLE_EVERY) a thread times a read, and checks word by word what it has read.
 */

import { readInto, writeFrom } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
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

/** One read in so many is timed and checked: two readings of the clock cost as much as twenty reads. */
const SAMPLE_EVERY: i32 = 251;
/** What draws are made from are the upper bits of a number, as the lower ones repeat soon. */
const DRAW_BITS: i32 = 16;
const DRAW_MASK: i32 = 0xffff;
/** Seeds of threads are far apart. */
const SEED_STEP: i32 = 0x3c6ef373;
/** A write's number has the thread's number in its lowest bits. */
const THREAD_BITS: i32 = 8;

export function share(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const steps = stepsFor(mine[THINK_NS]); // plain: own words, as the next two
  const valueWords = mine[VALUE_WORDS];
  const readPercent = mine[READ_PERCENT];
  const writePercent: i32 = (100 - readPercent) | 0;
  // Reads for each write: this many, and the remainder's part of one more.
  const whole: i32 = wholeReads(readPercent, writePercent);
  const remainder: i32 = (readPercent - Math.imul(whole, writePercent)) | 0;
  let owed: i32 = 0; // remainders that have come together
  let done: i32 = 0;
  let before: i32 = -1; // operations before all took part; -1: somebody is missing
  let written: i32 = 0;
  let failed: i32 = 0;
  let torn: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY - 1; // reads before the next one that is timed
  let left: i32 = readPercent === 0 ? 0 : 1; // reads before the next write
  let x: i32 = Math.imul((self + 1) | 0, SEED_STEP);
  let thought: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = done;
      failed = 0;
      samples = 0;
    }
    if (writePercent === 0) left = SAMPLE_EVERY; // no write ever comes
    if (left === 0) {
      written = (written + 1) | 0;
      fill(mine, valueWords, (written << THREAD_BITS) | self);
      failed = (failed + writeFrom(words, self, mine, FROM)) | 0;
      done = (done + 1) | 0;
      x = next(x);
      left = Math.imul((x >> DRAW_BITS) & DRAW_MASK, (whole + whole + 1) | 0) >> DRAW_BITS; // from 0 to twice the mean
      owed = (owed + remainder) | 0;
      if (owed >= writePercent) {
        owed = (owed - writePercent) | 0;
        left = (left + 1) | 0;
      }
    } else if (untimed === 0) {
      const askedNs: i32 = nowNs();
      failed = (failed + readInto(words, self, mine, INTO)) | 0;
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      untimed = SAMPLE_EVERY - 1;
      left = (left - 1) | 0;
      done = (done + 1) | 0;
      if (!isWhole(mine, valueWords)) torn = (torn + 1) | 0;
    } else {
      const most: i32 = left < untimed ? left : untimed;
      const some: i32 = steps === 0 ? most : 1;
      failed = (failed + readOften(words, self, mine, some)) | 0;
      untimed = (untimed - some) | 0;
      left = (left - some) | 0;
      done = (done + some) | 0;
    }
    if (steps !== 0) {
      thought = work(steps, thought);
      mine[THOUGHT] = thought; // plain: own words; no compiler may do the work elsewhere now
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (done - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = (done - written) | 0;
  mine[ERRORS] = torn; // of the reads that were checked
  mine[FAILED_TRIES] = failed;
  mine[SAMPLES_TAKEN] = samples;
  leave(control);
}

/** Nothing but reads. Returns how often they began again. */
function readOften(words: Words, self: i32, mine: Words, count: i32): i32 {
  let failed: i32 = 0;
  for (let i: i32 = 0; i < count; i++) failed = (failed + readInto(words, self, mine, INTO)) | 0;
  return failed;
}

/** `reads / writes`, rounded down: the dialect divides by constants only. At most 99, and 0 without writes. */
function wholeReads(reads: i32, writes: i32): i32 {
  let whole: i32 = 0;
  for (let rest: i32 = (reads - writes) | 0; writes > 0 && rest >= 0; rest = (rest - writes) | 0)
    whole = (whole + 1) | 0;
  return whole;
}

/** The next number: a linear congruential generator. */
function next(x: i32): i32 {
  return (Math.imul(x, 1664525) + 1013904223) | 0;
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
  figures: (_all, { threads }, register) => ({ copies: register.copies(threads) }),
  violations: (all, _params, register) => {
    if (register.values === 'torn') return [];
    const torn = all.reduce((sum, { errors }) => sum + errors, 0);
    const reads = all.reduce((sum, { items }) => sum + items, 0);
    return torn === 0
      ? []
      : [`${torn} reads returned parts of several writes, and one in ${SAMPLE_EVERY} of ${reads} was checked`];
  },
} satisfies ScenarioSpec<RegisterSpec>;
