/**
 * Several producers and consumers on one ring. An item is the producer's number (low 4 bits) and its count (28 bits), so
 * that every consumer checks the order of each producer's items.
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

/** 1: this consumer sees every item, counts must follow each other; 0: some went to other consumers, counts must grow. */
const SEES_ALL: i32 = PARAM;
const PRODUCER_BITS: i32 = 4;
const MOST_PRODUCERS: i32 = 16;
const COUNT_MASK: i32 = 0x0fffffff;
/** The count expected next from each producer, one word each. */
const EXPECTED: i32 = SCRATCH + 16;

export function produce(ring: Words, control: Words, mine: Words, self: i32): void {
  let count: i32 = 0;
  let sum: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  // [seq-cst] Dekker with consume: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING. So a
  // producer that was held up until the stop does not begin when consumers have gone.
  Atomics.add(control, PRODUCING, 1);
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    const value = ((count & COUNT_MASK) << PRODUCER_BITS) | self;
    if (tryPush(ring, self, value)) {
      sum = (sum + value) | 0;
      count = (count + 1) | 0;
      paused = 0;
      if ((count & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    } else {
      failed = (failed + 1) | 0;
      paused = relax(mine, NAP, paused, STAY_AWAY);
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    }
  }
  flush(ring, self);
  mine[OPS] = count; // plain: own words, published by the worker's add to FINISHED; an item counts once, whoever sees it
  mine[ITEMS] = count;
  mine[SUM] = sum;
  mine[FAILED_TRIES] = failed;
  Atomics.sub(control, PRODUCING, 1); // [release] all items are in; pairs with consume's [acquire] load
}

export function consume(ring: Words, control: Words, mine: Words, self: i32): void {
  const seesAll = mine[SEES_ALL]; // plain: own words
  let items: i32 = 0;
  let sum: i32 = 0;
  let errors: i32 = 0;
  let failed: i32 = 0;
  let paused: i32 = 0;
  let ending: i32 = 0; // 1: producers are done, one last look is due; 2: it found nothing
  expectFirst(mine);
  while (ending < 2) {
    if (tryPop(ring, self, mine, SCRATCH)) {
      const value = mine[SCRATCH]; // plain: own words
      const producer = value & (MOST_PRODUCERS - 1);
      const count = (value >> PRODUCER_BITS) & COUNT_MASK;
      const ahead = ((count - mine[EXPECTED + producer]) << PRODUCER_BITS) | 0; // sign of the 28-bit difference
      if (ahead < 0 || (seesAll !== 0 && ahead !== 0)) errors = (errors + 1) | 0;
      mine[EXPECTED + producer] = (count + 1) & COUNT_MASK; // plain: own words
      sum = (sum + value) | 0;
      items = (items + 1) | 0;
      paused = 0;
      ending = 0;
    } else {
      failed = (failed + 1) | 0;
      if (ending === 1) ending = 2;
      // [seq-cst] Dekker with produce, see there; the second one pairs with its [release] sub, too: what was pushed is now to be found.
      else if (Atomics.load(control, STOP) !== 0 && Atomics.load(control, PRODUCING) === 0) ending = 1;
      else paused = relax(mine, NAP, paused, STAY_AWAY);
    }
  }
  mine[ITEMS] = items; // plain: own words, published by the worker's add to FINISHED
  mine[SUM] = sum;
  mine[ERRORS] = errors;
  mine[FAILED_TRIES] = failed;
}

function expectFirst(mine: Words): void {
  for (let i: i32 = 0; i < MOST_PRODUCERS; i++) mine[EXPECTED + i] = 0; // plain: own words
}

export default {
  name: 'many',
  kind: 'ring',
  title: 'Several producers and consumers on one ring',
  question: 'How many items a second come out when threads compete for an end of the ring?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'items',
  value: 'operations-over-time',
  instances: 1,
  params: {
    capacitySlots: { default: 1024, what: 'items that the ring holds' },
    producers: { default: 2, what: 'producing threads' },
    consumers: { default: 1, what: 'consuming threads' },
    seesAll: { default: 1, what: '1: each consumer sees every item', word: SEES_ALL },
  },
  roles: ({ producers, consumers }) => [
    ...Array<string>(producers).fill('produce'),
    ...Array<string>(consumers).fill('consume'),
  ],
  ends: ({ producers, consumers }) => [...Array(producers).fill('producer'), ...Array(consumers).fill('consumer')],
  selves: ({ producers, consumers }) => [...Array(producers).keys(), ...Array(consumers).keys()],
  refuses: (ring, { capacitySlots, producers, consumers, seesAll }) => {
    if (capacitySlots > (ring.mostSlots ?? capacitySlots)) return `it holds ${ring.mostSlots} items at most`;
    if (ring.overflow !== 'reject') return 'it overwrites what was not yet read';
    if (ring.producers === 1 && producers > 1) return 'it takes one producer';
    if (ring.consumers === 1 && consumers > 1) return 'it takes one consumer';
    if (producers > MOST_PRODUCERS) return `the check of order tells ${MOST_PRODUCERS} producers apart`;
    const all = consumers === 1 || ring.delivery === 'all';
    return all === (seesAll === 1) ? null : `seesAll must be ${all ? 1 : 0} here`;
  },
  sizeWords: (ring, { capacitySlots, consumers }) => ring.sizeWords(capacitySlots, consumers),
  init: (ring, words, { capacitySlots, consumers }) => ring.init(words, capacitySlots, consumers),
  violations: (threads, _params, ring) => {
    const total = (numbers: number[]) => numbers.reduce((sum, number) => (sum + number) | 0, 0);
    const made = threads.filter((one) => one.role === 'produce');
    const taken = threads.filter((one) => one.role === 'consume');
    const errors = total(taken.map((one) => one.errors));
    const sumIn = total(made.map((one) => one.sum));
    const itemsIn = total(made.map((one) => one.items));
    const groups = ring.delivery === 'all' ? taken.map((one) => [one]) : [taken];
    return [
      ...(errors > 0 ? [`${errors} items came out of their producer's order, twice, or torn`] : []),
      ...groups.flatMap((group) => {
        const items = total(group.map((one) => one.items));
        const sum = total(group.map((one) => one.sum));
        return items === itemsIn && sum === sumIn
          ? []
          : [`${itemsIn} items (sum ${sumIn}) went in, ${items} (sum ${sum}) came out`];
      }),
    ];
  },
} satisfies ScenarioSpec<RingSpec>;
