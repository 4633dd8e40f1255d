/** One producer, one consumer, one item at a time, as fast as they can. Every item carries its sequence number. */

import { flush, tryPop, tryPush } from '#subject';
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
  PRODUCING,
  SCRATCH,
  STOP,
  SUM,
} from '../../src/crew/protocol.ts';

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  let value: i32 = 0;
  let sum: i32 = 0;
  let failed: i32 = 0;
  let spins: i32 = 0;
  Atomics.add(control, PRODUCING, 1); // [relaxed] consumers stay while it is not 0; pairs with consume's load
  // [acquire] pairs with the main thread's store. A producer that was held up until the stop must not begin: consumers may be gone.
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    for (let left: i32 = ITEMS_PER_LOOK; left > 0 && stop === 0; ) {
      if (tryPush(ring, self, value)) {
        sum = (sum + value) | 0;
        value = (value + 1) | 0;
        left = (left - 1) | 0;
        spins = 0;
      } else {
        failed = (failed + 1) | 0;
        spins = relax(mine, NAP, spins);
        if ((failed & FAILURES_PER_LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
      }
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  flush(ring, self);
  mine[ITEMS] = value; // plain: own words, published by the worker's add to FINISHED
  mine[SUM] = sum;
  mine[FAILED_TRIES] = failed;
  Atomics.sub(control, PRODUCING, 1); // [release] all items are in; pairs with consume's [acquire] load
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  let expected: i32 = 0;
  let sum: i32 = 0;
  let errors: i32 = 0;
  let failed: i32 = 0;
  let spins: i32 = 0;
  let ending: i32 = 0; // 1: producers are done, one last look is due; 2: it found nothing
  while (ending < 2) {
    if (tryPop(ring, self, mine, SCRATCH)) {
      const value = mine[SCRATCH]; // plain: own words
      if (value !== expected) errors = (errors + 1) | 0;
      expected = (value + 1) | 0;
      sum = (sum + value) | 0;
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
  mine[SUM] = sum;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = failed;
}

export default {
  name: 'throughput',
  kind: 'ring',
  title: 'One producer, one consumer, one item at a time',
  question: 'How many items a second go through when each is pushed and popped alone?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'items',
  value: 'operations-over-time',
  instances: 1,
  params: { capacitySlots: { default: 1024, what: 'items that the ring holds' } },
  roles: () => ['produce', 'consume'],
  ends: () => ['producer', 'consumer'],
  selves: () => [0, 0],
  refuses: (ring) => (ring.overflow === 'reject' ? null : 'it overwrites what was not yet read'),
  sizeWords: (ring, { capacitySlots }) => ring.sizeWords(capacitySlots, 1),
  init: (ring, words, { capacitySlots }) => ring.init(words, capacitySlots, 1),
  violations: ([producer, consumer]) => [
    ...(consumer.errors > 0 ? [`${consumer.errors} items came out of order or were lost or torn`] : []),
    ...(producer.items !== consumer.items ? [`${producer.items} items went in, ${consumer.items} came out`] : []),
    ...(producer.sum !== consumer.sum ? [`sums differ: ${producer.sum} in, ${consumer.sum} out`] : []),
  ],
} satisfies ScenarioSpec<RingSpec>;
