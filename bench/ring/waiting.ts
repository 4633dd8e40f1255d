/**
 * A producer that sends one item every `gapUs` microseconds, and a consumer that waits for it in one of several ways.
 * An item is the time at which it was sent, so that the consumer knows how long it took. What the wait costs is in the
 * consumer's CPU time.
 */

import { flush, tryPop, tryPush } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { cancelWait, commitWait, prepareWait, signal } from '../../src/atomics/eventcount.ts';
import { pause } from '../../src/atomics/pause.ts';
import type { i32, RingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  EVENT,
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

const GAP_US: i32 = PARAM;
/** Empty looks before the consumer parks; -1: never park. */
const SPINS: i32 = PARAM + 1;
/** 1: pause between two looks. */
const PAUSING: i32 = PARAM + 2;

/** What a producer sends last. A time stamp with this value is sent as its neighbour. */
const END: i32 = -2147483648;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  const gapNs = Math.imul(mine[GAP_US], 1000); // plain: own words
  let items: i32 = 0;
  let sum: i32 = 0;
  let due: i32 = nowNs();
  // [acquire] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    due = (due + gapNs) | 0;
    waitUntil(due);
    const now = nowNs();
    due = now; // the gap counts from the last item: a preempted producer does not send a burst
    const stamp: i32 = now === END ? END + 1 : now;
    send(ring, control, self, stamp);
    sum = (sum + stamp) | 0;
    items = (items + 1) | 0;
  }
  send(ring, control, self, END);
  mine[ITEMS] = items; // plain: own words, published by the worker's add to FINISHED
  mine[SUM] = sum;
}

function waitUntil(due: i32): void {
  while (((nowNs() - due) | 0) < 0) pause();
}

function send(ring: Words, control: Words, self: i32, value: i32): void {
  while (!tryPush(ring, self, value)) pause();
  flush(ring, self);
  signal(control, EVENT); // after the push: either the consumer's second look finds the item or signal sees the waiter
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  let items: i32 = 0;
  let sum: i32 = 0;
  let samples: i32 = 0;
  let stamp: i32 = take(ring, control, mine, self);
  while (stamp !== END) {
    const tookNs = (nowNs() - stamp) | 0; // negative after a stall of 2 seconds: no sample then
    if (tookNs >= 0) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = tookNs; // plain: own words
      samples = (samples + 1) | 0;
    }
    sum = (sum + stamp) | 0;
    items = (items + 1) | 0;
    stamp = take(ring, control, mine, self);
  }
  mine[OPS] = items; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = items;
  mine[SUM] = sum;
  mine[SAMPLES_TAKEN] = samples;
}

/** Wait for the next item: look SPINS times, then park until the producer signals. */
function take(ring: Words, control: Words, mine: Words, self: i32): i32 {
  const spins = mine[SPINS]; // plain: own words
  const pausing = mine[PAUSING] !== 0; // plain: own words
  let looks: i32 = 0;
  while (!tryPop(ring, self, mine, SCRATCH)) {
    looks = (looks + 1) | 0;
    if (pausing) pause();
    if (spins >= 0 && looks >= spins) {
      const epoch = prepareWait(control, EVENT);
      if (tryPop(ring, self, mine, SCRATCH)) {
        cancelWait(control, EVENT);
        return mine[SCRATCH]; // plain: own words
      }
      commitWait(control, EVENT, epoch);
      looks = 0;
    }
  }
  return mine[SCRATCH]; // plain: own words
}

export default {
  name: 'waiting',
  kind: 'ring',
  title: 'Waiting for items that come now and then',
  question: 'How soon does a waiting consumer notice an item, and how much CPU time does its waiting burn?',
  metric: { name: 'notice', unit: 'ns', better: 'lower' },
  operations: 'items',
  value: 'median-sample',
  instances: 1,
  params: {
    capacitySlots: { default: 1024, what: 'items that the ring holds' },
    gapUs: { default: 100, what: 'microseconds between two items', word: GAP_US },
    spins: { default: -1, what: 'looks before parking; -1: never park', word: SPINS },
    pausing: { default: 1, what: '1: pause between looks', word: PAUSING },
  },
  roles: () => ['produce', 'consume'],
  studied: ['consume'],
  ends: () => ['producer', 'consumer'],
  selves: () => [0, 0],
  refuses: (ring, { capacitySlots }) => {
    if (capacitySlots > (ring.mostSlots ?? capacitySlots)) return `it holds ${ring.mostSlots} items at most`;
    return ring.overflow === 'reject' ? null : 'it overwrites what was not yet read';
  },
  sizeWords: (ring, { capacitySlots }) => ring.sizeWords(capacitySlots, 1),
  init: (ring, words, { capacitySlots }) => ring.init(words, capacitySlots, 1),
  violations: ([producer, consumer]) => [
    ...(producer.items !== consumer.items ? [`${producer.items} items went in, ${consumer.items} came out`] : []),
    ...(producer.sum !== consumer.sum ? [`sums differ: ${producer.sum} in, ${consumer.sum} out`] : []),
  ],
} satisfies ScenarioSpec<RingSpec>;
