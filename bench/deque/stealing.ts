/**
 * One thread puts items into its deque and takes them out again, a batch at a time; the others steal, and work between two tries, whether or
 * not there was anything to steal. The owner pops until it has as many as it pushed or finds nothing, so that each batch leaves the deque
 * empty. What it put in and did not take out must be what the thieves took.
 */

import { popBottom, pushBottom, steal } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { DequeSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { begin, isGathered, leave } from '../../src/crew/gather.ts';
import { FAILED_TRIES, ITEMS, LOOK_MASK, OPS, PARAM, SCRATCH, STOP, SUM } from '../../src/crew/protocol.ts';

const THREADS: i32 = PARAM;
const BATCH: i32 = PARAM + 1;
const STEAL_EVERY_NS: i32 = PARAM + 2;

/** The item that came out last. */
const ITEM: i32 = SCRATCH;
/** The owner's: the next item; and of this trial, what was put in less what was taken out again, in items and as a wrapping sum. */
const NEXT: i32 = SCRATCH + 1;
const GONE: i32 = SCRATCH + 2;
const GONE_SUM: i32 = SCRATCH + 3;
/** A thief's: what the work between thefts came to, kept so that no compiler leaves the work out. */
const THOUGHT: i32 = SCRATCH + 4;

export function own(deque: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const batch = mine[BATCH]; // plain: own words, as all below
  let popped: i32 = 0;
  let before: i32 = -1; // items popped before all took part; -1: somebody is missing
  let untilLook: i32 = LOOK_MASK; // items until the next look at STOP
  mine[GONE] = 0;
  mine[GONE_SUM] = 0;
  let stop: i32 = begin(control, mine[THREADS]);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) before = popped;
    pushSome(deque, mine, batch);
    popped = (popped + popSome(deque, mine, batch)) | 0;
    untilLook = (untilLook - batch) | 0;
    if (untilLook <= 0) {
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
      untilLook = LOOK_MASK;
    }
  }
  mine[OPS] = before < 0 ? 0 : (popped - before) | 0; // published by the worker's add to FINISHED
  mine[ITEMS] = mine[GONE];
  mine[SUM] = mine[GONE_SUM];
  leave(control);
}

/** Push `count` items, or as many as there is room for. */
function pushSome(deque: Words, mine: Words, count: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    const item = mine[NEXT]; // plain: own words, as all here
    if (!pushBottom(deque, item)) return;
    mine[NEXT] = (item + 1) | 0;
    mine[GONE] = (mine[GONE] + 1) | 0;
    mine[GONE_SUM] = (mine[GONE_SUM] + item) | 0;
  }
}

/** Pop `count` items, or as many as there are. Returns how many. */
function popSome(deque: Words, mine: Words, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) {
    if (!popBottom(deque, mine, ITEM)) return i;
    mine[GONE] = (mine[GONE] - 1) | 0; // plain: own words, as all here
    mine[GONE_SUM] = (mine[GONE_SUM] - mine[ITEM]) | 0;
  }
  return count;
}

export function thieve(deque: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const steps = stepsFor(mine[STEAL_EVERY_NS]); // plain: own words, as all below
  let stolen: i32 = 0;
  let before: i32 = -1; // items stolen before all took part; -1: somebody is missing
  let sum: i32 = 0;
  let failed: i32 = 0;
  let tries: i32 = 0;
  let thought: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = stolen;
      failed = 0;
    }
    if (steal(deque, self, mine, ITEM) === 1) {
      sum = (sum + mine[ITEM]) | 0;
      stolen = (stolen + 1) | 0;
    } else {
      failed = (failed + 1) | 0;
    }
    thought = work(steps, thought);
    mine[THOUGHT] = thought;
    tries = (tries + 1) | 0;
    if (steps !== 0 || (tries & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (stolen - before) | 0; // published by the worker's add to FINISHED
  mine[ITEMS] = stolen;
  mine[SUM] = sum;
  mine[FAILED_TRIES] = failed;
  leave(control);
}

export default {
  name: 'stealing',
  kind: 'deque',
  title: 'An owner works, the others steal',
  question: 'How many items a second go through one deque, whoever takes them?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'items',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads: the owner, the others are thieves', word: THREADS },
    batch: { default: 16, what: 'items that the owner pushes before it pops as many', word: BATCH },
    capacitySlots: { default: 1024, what: 'items that the deque holds' },
    stealEveryNs: { default: 1000, what: 'nanoseconds of work of a thief between two tries', word: STEAL_EVERY_NS },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'own' : 'thieve')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_deque, { threads, batch, capacitySlots, stealEveryNs }) => {
    if (threads < 1) return 'somebody must own the deque';
    if (capacitySlots < 2 || (capacitySlots & (capacitySlots - 1)) !== 0)
      return 'capacitySlots is a power of two from 2';
    if (batch < 1 || batch > capacitySlots) return 'a batch is from 1 to capacitySlots items';
    return stealEveryNs >= 0 && stealEveryNs <= 250_000 ? null : 'a thief works from 0 to 250,000 ns';
  },
  sizeWords: (deque, { capacitySlots, threads }) => deque.sizeWords(capacitySlots, threads),
  init: (deque, words, { capacitySlots, threads }) => deque.init(words, capacitySlots, threads),
  // What the owner put in and did not get back. Sums wrap.
  violations: ([owner, ...thieves]) => {
    const stolen = thieves.reduce((items, one) => (items + one.items) | 0, 0);
    const sum = thieves.reduce((all, one) => (all + one.sum) | 0, 0);
    return owner.items === stolen && owner.sum === sum
      ? []
      : [`${owner.items} items (sum ${owner.sum}) did not come back to the owner, thieves took ${stolen} (sum ${sum})`];
  },
} satisfies ScenarioSpec<DequeSpec>;
