/**
 * One producer, one consumer, one item at a time, as fast as they can. Every item carries its sequence number.
 *
 * A role has one loop, and what repeats inside it is a function: V8 enters a running loop's optimised code at the innermost
 * loop and leaves it when that loop ends, so that nested loops fall back to the interpreter at every turn
 * (docs/tried-and-rejected.md).
 */

import { flush, tryPop, tryPush } from '#subject';
import { relax, STAY_AWAY } from '../../src/atomics/backoff.ts';
import type { i32, RingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
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
  SUM,
} from '../../src/crew/protocol.ts';

/** Pauses after a failed try, before the next one. */
const PAUSES: i32 = PARAM;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  let value: i32 = 0;
  let sum: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  // [seq-cst] Dekker with consume: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING. So a
  // producer that was held up until the stop does not begin when consumers have gone.
  Atomics.add(control, PRODUCING, 1);
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    if (tryPush(ring, self, value)) {
      sum = (sum + value) | 0;
      value = (value + 1) | 0;
      paused = 0;
      if ((value & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    } else {
      failed = (failed + 1) | 0;
      paused = relax(mine, NAP, paused, mine[PAUSES]); // plain: own words
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    }
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
  let paused: i32 = 0;
  let ending: i32 = 0; // 1: the producer is done, one last look is due; 2: it found nothing
  while (ending < 2) {
    if (tryPop(ring, self, mine, SCRATCH)) {
      const value = mine[SCRATCH]; // plain: own words
      if (value !== expected) errors = (errors + 1) | 0;
      expected = (value + 1) | 0;
      sum = (sum + value) | 0;
      paused = 0;
      ending = 0;
    } else {
      failed = (failed + 1) | 0;
      if (ending === 1) ending = 2;
      // [seq-cst] Dekker with produce, see there; the second one pairs with its [release] sub, too: what was pushed is now to be found.
      else if (Atomics.load(control, STOP) !== 0 && Atomics.load(control, PRODUCING) === 0) ending = 1;
      else paused = relax(mine, NAP, paused, mine[PAUSES]); // plain: own words
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
  params: {
    capacitySlots: { default: 1024, what: 'items that the ring holds' },
    pauses: { default: STAY_AWAY, what: 'pauses after a failed try', word: PAUSES },
  },
  roles: () => ['produce', 'consume'],
  ends: () => ['producer', 'consumer'],
  selves: () => [0, 0],
  refuses: (ring, { capacitySlots, pauses }) => {
    if (capacitySlots > (ring.mostSlots ?? capacitySlots)) return `it holds ${ring.mostSlots} items at most`;
    if (pauses < 1) return 'a failed try is followed by at least one pause';
    return ring.overflow === 'reject' ? null : 'it overwrites what was not yet read';
  },
  sizeWords: (ring, { capacitySlots }) => ring.sizeWords(capacitySlots, 1),
  init: (ring, words, { capacitySlots }) => ring.init(words, capacitySlots, 1),
  violations: ([producer, consumer]) => [
    ...(consumer.errors > 0 ? [`${consumer.errors} items came out of order or were lost or torn`] : []),
    ...(producer.items !== consumer.items ? [`${producer.items} items went in, ${consumer.items} came out`] : []),
    ...(producer.sum !== consumer.sum ? [`sums differ: ${producer.sum} in, ${consumer.sum} out`] : []),
  ],
} satisfies ScenarioSpec<RingSpec>;
