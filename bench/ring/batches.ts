/** One producer, one consumer, `batch` items a call, as fast as they can. Every item is made, copied in, copied out and checked. */

import { flush, popMany, pushMany } from '#subject';
import { relax, STAY_AWAY } from '../../src/atomics/backoff.ts';
import type { i32, RingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  ERRORS,
  FAILED_TRIES,
  ITEMS,
  NAP,
  OPS,
  PARAM,
  PRODUCING,
  SCRATCH,
  SCRATCH_WORDS,
  STOP,
} from '../../src/crew/protocol.ts';

const BATCH: i32 = PARAM;
/** Pauses after a failed try, before the next one. */
const PAUSES: i32 = PARAM + 1;

/** A look at STOP every 2^8 items, whatever the batch. */
const LOOK_SHIFT: i32 = 8;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  const batch = mine[BATCH]; // plain: own words
  let next: i32 = 0; // the first item of the batch under way
  let pushed: i32 = 0; // how much of it is in
  let failed: i32 = 0;
  let paused: i32 = 0;
  // [seq-cst] Dekker with consume: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING. So a
  // producer that was held up until the stop does not begin when consumers have gone.
  Atomics.add(control, PRODUCING, 1);
  let stop: i32 = Atomics.load(control, STOP);
  make(mine, batch, next);
  while (stop === 0) {
    const n = pushMany(ring, self, mine, (SCRATCH + pushed) | 0, (batch - pushed) | 0);
    if (n > 0) {
      pushed = (pushed + n) | 0;
      paused = 0;
      if (pushed === batch) {
        const looked = next >> LOOK_SHIFT;
        next = (next + batch) | 0;
        pushed = 0;
        make(mine, batch, next);
        if (next >> LOOK_SHIFT !== looked) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
      }
    } else {
      failed = (failed + 1) | 0;
      paused = relax(mine, NAP, paused, mine[PAUSES]);
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    }
  }
  flush(ring, self);
  mine[ITEMS] = (next + pushed) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  Atomics.sub(control, PRODUCING, 1); // [release] all items are in; pairs with consume's [acquire] load
}

/** The items `next…` into the producer's own words. */
function make(mine: Words, batch: i32, next: i32): void {
  for (let i: i32 = 0; i < batch; i++) mine[SCRATCH + i] = (next + i) | 0; // plain: own words
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  const batch = mine[BATCH]; // plain: own words
  let expected: i32 = 0;
  let errors: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  let ending: i32 = 0; // 1: the producer is done, one last look is due; 2: it found nothing
  while (ending < 2) {
    const n = popMany(ring, self, mine, SCRATCH, batch);
    if (n > 0) {
      if (differences(mine, n, expected) !== 0) errors = (errors + 1) | 0;
      expected = (expected + n) | 0;
      paused = 0;
      ending = 0;
    } else {
      failed = (failed + 1) | 0;
      if (ending === 1) ending = 2;
      // [seq-cst] Dekker with produce, see there; the second one pairs with its [release] sub, too: what was pushed is now to be found.
      else if (Atomics.load(control, STOP) !== 0 && Atomics.load(control, PRODUCING) === 0) ending = 1;
      else paused = relax(mine, NAP, paused, mine[PAUSES]);
    }
  }
  mine[OPS] = expected; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = expected;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = failed;
}

/** 0 if the items are `expected…`. Differences are or-ed, not counted: no branch for each item. */
function differences(mine: Words, count: i32, expected: i32): i32 {
  let wrong: i32 = 0;
  for (let i: i32 = 0; i < count; i++) wrong = wrong | (mine[SCRATCH + i] ^ (expected + i)); // plain: own words
  return wrong;
}

export default {
  name: 'batches',
  kind: 'ring',
  title: 'One producer, one consumer, a batch of items a call',
  question: 'How many items a second go through when k are pushed and popped together?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'items',
  value: 'operations-over-time',
  instances: 1,
  params: {
    capacitySlots: { default: 1024, what: 'items that the ring holds' },
    batch: { default: 256, what: 'items a call', word: BATCH },
    // Half as long as for single items: four batches of 256, all that a ring of 1024 holds, take a microsecond.
    pauses: { default: STAY_AWAY / 2, what: 'pauses after a failed try', word: PAUSES },
  },
  roles: () => ['produce', 'consume'],
  ends: () => ['producer', 'consumer'],
  selves: () => [0, 0],
  refuses: (ring, { capacitySlots, batch }) => {
    if (capacitySlots > (ring.mostSlots ?? capacitySlots)) return `it holds ${ring.mostSlots} items at most`;
    if (ring.overflow !== 'reject') return 'it overwrites what was not yet read';
    return batch >= 1 && batch <= SCRATCH_WORDS ? null : `batches hold 1 to ${SCRATCH_WORDS} items`;
  },
  sizeWords: (ring, { capacitySlots }) => ring.sizeWords(capacitySlots, 1),
  init: (ring, words, { capacitySlots }) => ring.init(words, capacitySlots, 1),
  violations: ([producer, consumer]) => [
    ...(consumer.errors > 0 ? [`${consumer.errors} batches held items out of order, lost or torn`] : []),
    ...(producer.items !== consumer.items ? [`${producer.items} items went in, ${consumer.items} came out`] : []),
  ],
} satisfies ScenarioSpec<RingSpec>;
