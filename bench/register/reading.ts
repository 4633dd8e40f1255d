/**
 * Threads read one value as fast as they can, while one thread writes it at a given pace, or never. What they read is checked word by
 * word, and must not be older than what they read before. The writer has a time for each write, and tells how many it made: a register
 * whose writes take longer leaves its readers alone for longer, if its writer cannot keep the pace.
 */

import { readInto, writeFrom } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
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
const WRITE_EVERY_NS: i32 = PARAM + 1;
const VALUE_WORDS: i32 = PARAM + 2;

/** The writer's own: the number of its last write, over all trials, as values must not grow older. */
const WRITTEN: i32 = KEPT;

/** A writer that is later than this does not make up for it: many writes on end would be another experiment. */
const MOST_LATE_NS: i32 = 1_000_000;
const LONGEST_EVERY_NS: i32 = 1_000_000_000;
/** One read in so many is timed: a reading of the clock costs as much as a read. */
const SAMPLE_EVERY: i32 = 61;
/** Reads between two looks at STOP, less 1. */
const LOOK_MASK: i32 = 63;

export function read(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const valueWords = mine[VALUE_WORDS]; // plain: own words
  let reads: i32 = 0;
  let before: i32 = -1; // reads before all took part; -1: somebody is missing
  let again: i32 = 0;
  let errors: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next read that is timed
  readInto(words, self, mine, INTO);
  let last: i32 = mine[INTO]; // plain: own words
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = reads;
      again = 0;
      samples = 0;
    }
    untimed = (untimed - 1) | 0;
    const timed = untimed === 0;
    const askedNs: i32 = timed ? nowNs() : 0;
    again = (again + readInto(words, self, mine, INTO)) | 0;
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      untimed = SAMPLE_EVERY;
    }
    const number = mine[INTO]; // plain: own words
    if (!isWhole(mine, valueWords) || ((number - last) | 0) < 0) errors = (errors + 1) | 0;
    last = number;
    reads = (reads + 1) | 0;
    if ((reads & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (reads - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = reads;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = again;
  mine[SAMPLES_TAKEN] = samples;
  leave(control);
}

export function write(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const valueWords = mine[VALUE_WORDS]; // plain: own words
  const everyNs = mine[WRITE_EVERY_NS]; // plain: own words
  let written: i32 = mine[WRITTEN]; // plain: own words
  let before: i32 = written; // writes before all took part
  let together: i32 = 0; // 1: all take part
  let dueNs: i32 = beganNs;
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (together === 0 && isGathered(control, mine, beganNs)) {
      together = 1;
      before = written;
    }
    const lateNs: i32 = (nowNs() - dueNs) | 0;
    if (everyNs !== 0 && lateNs >= 0) {
      // The pace counts from when this write was due, so that a late one is followed at once by the next.
      dueNs = (dueNs + everyNs) | 0;
      if (lateNs > MOST_LATE_NS) dueNs = (dueNs + lateNs) | 0;
      written = (written + 1) | 0;
      fill(mine, valueWords, written);
      writeFrom(words, self, mine, FROM);
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[WRITTEN] = written; // plain: own words
  mine[ITEMS] = together === 0 ? 0 : (written - before) | 0; // plain: own words, published by the worker's add to FINISHED
  leave(control);
}

export default {
  name: 'reading',
  kind: 'register',
  title: 'Threads read while one writes now and then',
  question: 'How many reads a second do the readers make together while one thread writes at a given pace?',
  metric: { name: 'reads', unit: 'ops/s', better: 'higher' },
  operations: 'reads',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads: one that writes, the others read', word: THREADS },
    writeEveryNs: { default: 1000, what: 'nanoseconds from one write to the next; 0: no writes', word: WRITE_EVERY_NS },
    valueWords: { default: 8, what: '32-bit words of the value', word: VALUE_WORDS },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'write' : 'read')),
  studied: ['read'],
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_register, { threads, writeEveryNs, valueWords }) => {
    if (threads < 2) return 'one thread writes, so there are at least two';
    if (valueWords < 1 || valueWords > MOST_VALUE_WORDS) return `a value has from 1 to ${MOST_VALUE_WORDS} words`;
    return writeEveryNs >= 0 && writeEveryNs <= LONGEST_EVERY_NS ? null : 'from one write to the next it is 0 to 1 s';
  },
  sizeWords: (register, { threads, valueWords }) => register.sizeWords(threads, valueWords),
  init: (register, words, { threads, valueWords }) => register.init(words, threads, valueWords),
  figures: (all, { threads }, register) => ({
    copies: register.copies(threads),
    writes: all.reduce((sum, { role, items }) => sum + (role === 'write' ? items : 0), 0),
    ...(register.values === 'torn' ? { tornReads: all.reduce((sum, { errors }) => sum + errors, 0) } : {}),
  }),
  violations: (all, _params, register) => {
    if (register.values === 'torn') return [];
    const errors = all.reduce((sum, one) => sum + one.errors, 0);
    const reads = all.reduce((sum, { role, items }) => sum + (role === 'read' ? items : 0), 0);
    return errors === 0 ? [] : [`${errors} of ${reads} reads returned parts of several writes, or went back`];
  },
} satisfies ScenarioSpec<RegisterSpec>;
