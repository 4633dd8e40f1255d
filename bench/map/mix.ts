/**
 * Threads look keys up, put values in and remove keys, the popular ones more often than the others. A value says which key it belongs to, and
 * every thread checks what it reads. In the end as many keys are there as came more often than they went.
 *
 * Now and then (SAMPLE_EVERY) a lookup is timed.
 */

import { get, put, remove } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { i32, MapSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
import {
  ERRORS,
  ITEMS,
  LOOK_MASK,
  OPS,
  PARAM,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
  SUM,
} from '../../src/crew/protocol.ts';
import { fillZipf, MOST_KEYS, zipfRank } from './_zipf.ts';

const THREADS: i32 = PARAM;
const KEYS: i32 = PARAM + 1;
const READ_PERCENT: i32 = PARAM + 2;
const SKEW_PERCENT: i32 = PARAM + 3;

/** What a lookup found. */
const FOUND: i32 = SCRATCH;
/** State of the thread's draws; 0 before the first trial. The table of ranks is filled then, too. */
const SEED: i32 = SCRATCH + 1;
/** Keys that were there more than at the start; the first thread's count at the end of the last trial. */
const CAME: i32 = SCRATCH + 2;
const CAME_BEFORE: i32 = SCRATCH + 3;
const ZIPF: i32 = SCRATCH + 8;

/** A value is its key, and above it bits that differ. */
const KEY_BITS: i32 = 15;
const KEY_MASK: i32 = (1 << KEY_BITS) - 1;

/** One in so many lookups is timed: a reading of the clock costs as much as a lookup. A prime. */
const SAMPLE_EVERY: i32 = 61;

/** Slots for each key that there may be, at least: a table that is half full is quick. */
const ROOM: i32 = 2;

export function mix(map: Words, control: Words, mine: Words, self: i32): void {
  mixUntilStop(map, control, mine, self);
}

/** `mix`, then how many keys more are there than before this trial goes to SUM. */
export function mixAndProve(map: Words, control: Words, mine: Words, self: i32): void {
  mixUntilStop(map, control, mine, self);
  awaitOthers(control, mine);
  const more = (countKeys(map, mine, self) - mine[KEYS]) | 0; // plain: own words, as all here
  mine[SUM] = (more - mine[CAME_BEFORE]) | 0;
  mine[CAME_BEFORE] = more;
}

function mixUntilStop(map: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  if (mine[SEED] === 0) prepare(mine, self); // plain: own words, as all below
  const keys: i32 = mine[KEYS];
  const skewPercent: i32 = mine[SKEW_PERCENT];
  // Of 2^16; the rest are puts and removals, as many of each.
  const reads: i32 = (Math.imul(mine[READ_PERCENT], 65536) / 100) | 0;
  let done: i32 = 0;
  let before: i32 = -1; // operations before all took part; -1: somebody is missing
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next lookup that is timed
  mine[CAME] = 0;
  let stop: i32 = begin(control, mine[THREADS]);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = done;
      samples = 0;
    }
    const key = (1 + zipfRank(mine, ZIPF, keys, skewPercent, draw(mine))) | 0;
    const drawn = draw(mine);
    if ((drawn & 0xffff) >= reads) {
      write(map, mine, self, key, drawn);
    } else {
      untimed = (untimed - 1) | 0;
      const timed = untimed === 0;
      const askedNs: i32 = timed ? nowNs() : 0;
      const isThere = get(map, self, key, mine, FOUND);
      if (timed) {
        mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0;
        samples = (samples + 1) | 0;
        untimed = SAMPLE_EVERY;
      }
      if (isThere && (mine[FOUND] & KEY_MASK) !== key) mine[ERRORS] = (mine[ERRORS] + 1) | 0;
    }
    done = (done + 1) | 0;
    if ((done & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (done - before) | 0; // published by the worker's add to FINISHED
  mine[ITEMS] = mine[CAME];
  mine[SAMPLES_TAKEN] = samples;
  leave(control);
}

function prepare(mine: Words, self: i32): void {
  mine[SEED] = Math.imul((self + 1) | 0, 0x6d2b79f5); // plain: own words; not 0, as the factor is odd
  fillZipf(mine, ZIPF, mine[KEYS], mine[SKEW_PERCENT]); // plain: own words
}

/** Put the key in, or remove it. */
function write(map: Words, mine: Words, self: i32, key: i32, drawn: i32): void {
  let change: i32 = 0;
  if (drawn < 0) change = put(map, self, key, (drawn << KEY_BITS) | key);
  else if (remove(map, self, key)) change = -1;
  mine[CAME] = (mine[CAME] + change) | 0; // plain: own words
}

function countKeys(map: Words, mine: Words, self: i32): i32 {
  let found: i32 = 0;
  const keys = mine[KEYS]; // plain: own words
  for (let key: i32 = 1; key <= keys; key = (key + 1) | 0)
    if (get(map, self, key, mine, FOUND)) found = (found + 1) | 0;
  return found;
}

/** 32 bits. Marsaglia, "Xorshift RNGs", 2003: shifts 13, 17, 5. */
function draw(mine: Words): i32 {
  let x = mine[SEED]; // plain: own words
  x = x ^ (x << 13);
  x = x ^ ((x >> 17) & 0x7fff);
  x = x ^ (x << 5);
  mine[SEED] = x; // plain: own words
  return x;
}

/** Slots of the table: the smallest power of two that has room; the loop ends there. */
function slotsFor(keys: i32): i32 {
  let slots: i32 = ROOM;
  while (slots < Math.imul(ROOM, keys)) slots = slots << 1;
  return slots;
}

export default {
  name: 'mix',
  kind: 'map',
  title: 'Threads read and change one map',
  question: 'How many lookups, puts and removals a second do all threads make together?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'operations',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that use the map', word: THREADS },
    keys: { default: 1024, what: 'keys that are used; the table has twice as many slots', word: KEYS },
    readPercent: { default: 95, what: 'lookups in a hundred; the rest are puts and removals', word: READ_PERCENT },
    skewPercent: {
      default: 0,
      what: 'exponent of Zipf’s law in hundredths; 0: all keys are as popular',
      word: SKEW_PERCENT,
    },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'mixAndProve' : 'mix')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_map, { threads, keys, readPercent, skewPercent }) => {
    if (threads < 1) return 'somebody must use the map';
    if (keys < 1 || keys > MOST_KEYS) return `keys are from 1 to ${MOST_KEYS}`;
    if (readPercent < 0 || readPercent > 100) return 'readPercent is from 0 to 100';
    return skewPercent >= 0 && skewPercent <= 200 ? null : 'skewPercent is from 0 to 200';
  },
  sizeWords: (map, { keys, threads }) => map.sizeWords(slotsFor(keys), threads),
  // All keys are there at the start.
  init: (map, words, { keys, threads }) => {
    map.init(words, slotsFor(keys), threads);
    for (let key = 1; key <= keys; key++) map.put(words, 0, key, key);
  },
  violations: (threads) => {
    const errors = threads.reduce((sum, one) => sum + one.errors, 0);
    const came = threads.reduce((sum, one) => (sum + one.items) | 0, 0);
    const [{ sum: more }] = threads;
    return [
      ...(errors > 0 ? [`${errors} lookups found a value of another key`] : []),
      ...(came === more ? [] : [`keys came ${came} times more than they went, and ${more} more were there at the end`]),
    ];
  },
} satisfies ScenarioSpec<MapSpec>;
