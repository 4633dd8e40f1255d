/**
 * Every thread pushes and pops in turn on one stack, a burst of the one and as many of the other, as fast as it can or with some work
 * between two calls. When all are done, thread 0 takes out what is left: together the threads must have taken what they put in.
 *
 * An item is the thread's number (low 4 bits) and its count (28 bits), so that nobody can take what nobody put in.
 */

import { pop, push } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { i32, ScenarioSpec, StackSpec, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
import {
  ERRORS,
  FAILED_TRIES,
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

const THINK_NS: i32 = PARAM;
const BURST: i32 = PARAM + 1;
const THREADS: i32 = PARAM + 2;
const CAPACITY: i32 = PARAM + 3;

const THREAD_BITS: i32 = 4;
const MOST_THREADS: i32 = 16;
const COUNT_MASK: i32 = 0x0fffffff;
/** One in so many calls is timed: a reading of the clock costs as much as a call. A prime, so that bursts do not keep step with it. */
const SAMPLE_EVERY: i32 = 61;

/** Own words: the popped item; */
const ITEM: i32 = SCRATCH;
/** what the work between two calls came to: kept, so that no compiler leaves the work out; */
const THOUGHT: i32 = SCRATCH + 1;
/** items that this thread has pushed in this trial. */
const PUSHED: i32 = SCRATCH + 2;

export function trade(stack: Words, control: Words, mine: Words, self: i32): void {
  tradeUntilStop(stack, control, mine, self);
}

/** `trade`, then what is left counts as taken by this thread. */
export function tradeAndDrain(stack: Words, control: Words, mine: Words, self: i32): void {
  tradeUntilStop(stack, control, mine, self);
  awaitOthers(control, mine);
  // Ends when the stack is empty, or has given one item more than fits: then something is wrong. plain: own words
  for (let left: i32 = mine[CAPACITY]; left >= 0 && take(stack, mine, self) >= 0; left = (left - 1) | 0) {}
}

function tradeUntilStop(stack: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const steps = stepsFor(mine[THINK_NS]); // plain: own words
  const burst = mine[BURST];
  mine[PUSHED] = 0;
  let calls: i32 = 0;
  let done: i32 = 0;
  let before: i32 = -1; // what was done before all took part; -1: somebody is missing
  let failed: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next that is timed
  let turn: i32 = 0; // below `burst`: push; from there on: pop
  let thought: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = done;
      failed = 0;
      samples = 0;
    }
    untimed = (untimed - 1) | 0;
    const timed = untimed === 0;
    const askedNs: i32 = timed ? nowNs() : 0;
    const tries: i32 = turn < burst ? put(stack, mine, self) : take(stack, mine, self);
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      untimed = SAMPLE_EVERY;
    }
    if (tries >= 0) done = (done + 1) | 0;
    failed = tries >= 0 ? (failed + tries) | 0 : (failed + 1) | 0; // full or empty is a try that failed
    turn = (turn + 1) | 0;
    if (turn === burst << 1) turn = 0;
    calls = (calls + 1) | 0;
    if (steps !== 0) {
      thought = work(steps, thought);
      mine[THOUGHT] = thought; // plain: own words; no compiler may do the work elsewhere now
    }
    if ((calls & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (done - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  mine[SAMPLES_TAKEN] = samples;
  leave(control); // all calls are made
}

/** Push the next item, and count it in ITEMS and SUM. Returns what `push` does. */
function put(stack: Words, mine: Words, self: i32): i32 {
  const pushed = mine[PUSHED]; // plain: own words, as all here
  const value = ((pushed & COUNT_MASK) << THREAD_BITS) | self;
  const tries = push(stack, self, value);
  if (tries >= 0) {
    mine[PUSHED] = (pushed + 1) | 0;
    mine[ITEMS] = (mine[ITEMS] + 1) | 0;
    mine[SUM] = (mine[SUM] + value) | 0;
  }
  return tries;
}

/** Pop an item, and take it off ITEMS and SUM: 0 in both, over all threads, says that all came out. Returns what `pop` does. */
function take(stack: Words, mine: Words, self: i32): i32 {
  const tries = pop(stack, self, mine, ITEM);
  if (tries >= 0) {
    const value = mine[ITEM]; // plain: own words, as all here
    const from = value & (MOST_THREADS - 1);
    if (from >= mine[THREADS]) mine[ERRORS] = (mine[ERRORS] + 1) | 0;
    // Its own items it knows: those that it has not pushed nobody has.
    if (from === self && ((value >> THREAD_BITS) & COUNT_MASK) >= (mine[PUSHED] & COUNT_MASK)) {
      mine[ERRORS] = (mine[ERRORS] + 1) | 0;
    }
    mine[ITEMS] = (mine[ITEMS] - 1) | 0;
    mine[SUM] = (mine[SUM] - value) | 0;
  }
  return tries;
}

export default {
  name: 'pairs',
  kind: 'stack',
  title: 'Threads push and pop on one stack',
  question: 'How many items a second do all threads together put in and take out?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'pushes and pops',
  value: 'operations-over-time',
  instances: 1,
  params: {
    capacitySlots: { default: 1024, what: 'items that the stack holds', word: CAPACITY },
    threads: { default: 2, what: 'threads that push and pop', word: THREADS },
    burst: { default: 1, what: 'pushes of a thread before as many pops', word: BURST },
    thinkNs: { default: 0, what: 'nanoseconds of work between two calls of a thread', word: THINK_NS },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'tradeAndDrain' : 'trade')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_stack, { capacitySlots, threads, burst, thinkNs }) => {
    if (threads < 1) return 'somebody must push and pop';
    if (threads > MOST_THREADS) return `the items tell ${MOST_THREADS} threads apart`;
    if (capacitySlots < 1 || capacitySlots > 65_534) return 'a stack holds from 1 to 65,534 items';
    if (burst < 1 || burst > capacitySlots) return 'a burst is from one push to as many as fit';
    return thinkNs >= 0 && thinkNs <= 250_000 ? null : 'work between calls lasts from 0 to 250,000 ns';
  },
  sizeWords: (stack, { capacitySlots, threads }) => stack.sizeWords(capacitySlots, threads),
  init: (stack, words, { capacitySlots, threads }) => stack.init(words, capacitySlots, threads),
  violations: (threads) => {
    const total = (numbers: number[]) => numbers.reduce((sum, number) => (sum + number) | 0, 0);
    const errors = total(threads.map((one) => one.errors));
    const items = total(threads.map((one) => one.items));
    const sum = total(threads.map((one) => one.sum));
    return [
      ...(errors > 0 ? [`${errors} items came out that nobody had put in`] : []),
      ...(items > 0 ? [`${items} items went in and did not come out`] : []),
      ...(items < 0 ? [`${-items} items came out twice`] : []),
      ...(items === 0 && sum !== 0
        ? [`as many items came out as went in, but not the same: the sums differ by ${sum}`]
        : []),
    ];
  },
} satisfies ScenarioSpec<StackSpec>;
