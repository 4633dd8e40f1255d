/** Producers and one consumer of records of `messageBytes` bytes, written and read in place. Every record is filled and checked. */

import { claim, commit, lengthBytes, peek, release } from '#subject';
import { relax, STAY_AWAY } from '../../src/atomics/backoff.ts';
import type { i32, RecordRingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  ERRORS,
  FAILED_TRIES,
  ITEMS,
  LOOK_MASK,
  NAP,
  OPS,
  PARAM,
  PRODUCING,
  SCRATCH,
  STOP,
} from '../../src/crew/protocol.ts';

const MESSAGE_BYTES: i32 = PARAM;
const MOST_PRODUCERS: i32 = 16;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  const bytes = mine[MESSAGE_BYTES]; // plain: own words
  let count: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  // [seq-cst] Dekker with consume: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING. So a
  // producer that was held up until the stop does not begin when consumers have gone.
  Atomics.add(control, PRODUCING, 1);
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    const payload = claim(ring, self, bytes);
    if (payload >= 0) {
      fill(ring, payload, bytes >> 2, self, count);
      commit(ring, self, payload);
      count = (count + 1) | 0;
      paused = 0;
      if ((count & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    } else {
      failed = (failed + 1) | 0;
      paused = relax(mine, NAP, paused, STAY_AWAY);
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    }
  }
  mine[ITEMS] = count; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  Atomics.sub(control, PRODUCING, 1); // [release] all records are in; pairs with consume's [acquire] load
}

/** A record says whose it is, then which one. */
function fill(ring: Words, payload: i32, words: i32, self: i32, count: i32): void {
  ring[payload] = self; // plain: published by commit
  for (let i: i32 = 1; i < words; i++) ring[payload + i] = (count + i) | 0; // plain: published by commit
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  const bytes = mine[MESSAGE_BYTES]; // plain: own words
  let items: i32 = 0;
  let errors: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  let ending: i32 = 0; // 1: producers are done, one last look is due; 2: it found nothing
  expectFirst(mine);
  while (ending < 2) {
    const payload = peek(ring, self);
    if (payload >= 0) {
      const producer = ring[payload] & (MOST_PRODUCERS - 1); // plain: ordered by peek
      const count = mine[SCRATCH + producer]; // plain: own words
      if ((lengthBytes(ring, payload) ^ bytes) !== 0 || differences(ring, payload, bytes >> 2, count) !== 0)
        errors = (errors + 1) | 0;
      mine[SCRATCH + producer] = (count + 1) | 0; // plain: own words
      release(ring, self);
      items = (items + 1) | 0;
      paused = 0;
      ending = 0;
    } else {
      failed = (failed + 1) | 0;
      if (ending === 1) ending = 2;
      // [seq-cst] Dekker with produce, see there; the second one pairs with its [release] sub, too: what was committed is now to be found.
      else if (Atomics.load(control, STOP) !== 0 && Atomics.load(control, PRODUCING) === 0) ending = 1;
      else paused = relax(mine, NAP, paused, STAY_AWAY);
    }
  }
  mine[OPS] = items; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = items;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = failed;
}

function expectFirst(mine: Words): void {
  for (let i: i32 = 0; i < MOST_PRODUCERS; i++) mine[SCRATCH + i] = 0; // plain: own words
}

/** 0 if the record's words are the ones of its producer's record `count`. */
function differences(ring: Words, payload: i32, words: i32, count: i32): i32 {
  let wrong: i32 = 0;
  for (let i: i32 = 1; i < words; i++) wrong = wrong | (ring[payload + i] ^ (count + i)); // plain: ordered by peek
  return wrong;
}

export default {
  name: 'throughput',
  kind: 'record-ring',
  title: 'Records written and read in place',
  question: 'How many records a second go through, and what does their length cost?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'records',
  value: 'operations-over-time',
  instances: 1,
  params: {
    capacityBytes: { default: 65536, what: 'bytes that the ring holds' },
    messageBytes: { default: 64, what: 'bytes of a record, a multiple of 4', word: MESSAGE_BYTES },
    producers: { default: 1, what: 'producing threads' },
  },
  roles: ({ producers }) => [...Array<string>(producers).fill('produce'), 'consume'],
  selves: ({ producers }) => [...Array(producers).keys(), 0],
  refuses: (ring, { producers, messageBytes, capacityBytes }) => {
    if (ring.producers === 1 && producers > 1) return 'it takes one producer';
    if (producers > MOST_PRODUCERS) return `the check of order tells ${MOST_PRODUCERS} producers apart`;
    if (messageBytes < 4 || messageBytes % 4 !== 0) return 'records are a multiple of 4 bytes here, at least 4';
    return messageBytes * 8 <= capacityBytes ? null : 'records may take an eighth of the ring';
  },
  sizeWords: (ring, { capacityBytes }) => ring.sizeWords(capacityBytes),
  init: (ring, words, { capacityBytes }) => ring.init(words, capacityBytes),
  violations: (threads) => {
    const made = threads.filter((one) => one.role === 'produce').reduce((sum, one) => (sum + one.items) | 0, 0);
    const consumer = threads[threads.length - 1];
    return [
      ...(consumer.errors > 0 ? [`${consumer.errors} records were torn, lost or out of order`] : []),
      ...(made !== consumer.items ? [`${made} records went in, ${consumer.items} came out`] : []),
    ];
  },
} satisfies ScenarioSpec<RecordRingSpec>;
