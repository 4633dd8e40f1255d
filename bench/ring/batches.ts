/** One producer, one consumer, `batch` items a call, as fast as they can. Every item is made, copied in, copied out and checked. */

import { flush, popMany, pushMany } from '#subject';
import { relax } from '../../src/atomics/backoff.ts';
import type { i32, RingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  ERRORS,
  FAILED_TRIES,
  FAILURES_PER_LOOK_MASK,
  ITEMS,
  ITEMS_PER_LOOK,
  NAP,
  OPS,
  PARAM,
  PRODUCING,
  SCRATCH,
  SCRATCH_WORDS,
  STOP,
} from '../../src/crew/protocol.ts';

const BATCH: i32 = PARAM;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  const batch = mine[BATCH]; // plain: own words
  let next: i32 = 0;
  let failed: i32 = 0;
  let spins: i32 = 0;
  Atomics.add(control, PRODUCING, 1); // [relaxed] the consumer stays while it is not 0; pairs with consume's load
  // [acquire] pairs with the main thread's store. A producer that was held up until the stop must not begin: consumers may be gone.
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    for (let left: i32 = ITEMS_PER_LOOK; left > 0 && stop === 0; ) {
      for (let i: i32 = 0; i < batch; i++) mine[SCRATCH + i] = (next + i) | 0; // plain: own words
      let pushed: i32 = 0;
      while (pushed < batch && stop === 0) {
        const n = pushMany(ring, self, mine, (SCRATCH + pushed) | 0, (batch - pushed) | 0);
        if (n > 0) {
          pushed = (pushed + n) | 0;
          spins = 0;
        } else {
          failed = (failed + 1) | 0;
          spins = relax(mine, NAP, spins);
          if ((failed & FAILURES_PER_LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
        }
      }
      next = (next + pushed) | 0;
      left = (left - batch) | 0;
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  flush(ring, self);
  mine[ITEMS] = next; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  Atomics.sub(control, PRODUCING, 1); // [release] all items are in; pairs with consume's [acquire] load
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  const batch = mine[BATCH]; // plain: own words
  let expected: i32 = 0;
  let errors: i32 = 0;
  let failed: i32 = 0;
  let spins: i32 = 0;
  let ending: i32 = 0; // 1: producers are done, one last look is due; 2: it found nothing
  while (ending < 2) {
    const n = popMany(ring, self, mine, SCRATCH, batch);
    if (n > 0) {
      // Differences are or-ed, not counted: no branch for each item.
      let wrong: i32 = 0;
      for (let i: i32 = 0; i < n; i++) wrong = wrong | (mine[SCRATCH + i] ^ (expected + i)); // plain: own words
      if (wrong !== 0) errors = (errors + 1) | 0;
      expected = (expected + n) | 0;
      spins = 0;
      ending = 0;
    } else {
      failed = (failed + 1) | 0;
      if (ending === 1) ending = 2;
      else if ((failed & FAILURES_PER_LOOK_MASK) === 0 && Atomics.load(control, STOP) /* [relaxed] a hint */ !== 0) {
        // [acquire] pairs with produce's [release] sub: whatever was pushed is now to be found.
        if (Atomics.load(control, PRODUCING) === 0) ending = 1;
      } else spins = relax(mine, NAP, spins);
    }
  }
  mine[OPS] = expected; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = expected;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = failed;
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
  },
  roles: () => ['produce', 'consume'],
  ends: () => ['producer', 'consumer'],
  selves: () => [0, 0],
  refuses: (ring, { batch }) => {
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
