/**
 * All threads add 1, as fast as they can or with some work between two additions. When all are done, thread 0 reads the counter: it
 * must have grown by what the threads say they added.
 */

import { add, read } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { CounterSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
import { FAILED_TRIES, ITEMS, LOOK_MASK, OPS, PARAM, SCRATCH, STOP, SUM } from '../../src/crew/protocol.ts';

const THINK_NS: i32 = PARAM;
const THREADS: i32 = PARAM + 1;
/** Thread 0's own: the count at the end of the last trial; 0, as the counter's, before the first. */
const COUNTED: i32 = SCRATCH;
/** What the work between additions came to: kept, so that no compiler leaves the work out. */
const THOUGHT: i32 = SCRATCH + 1;

export function count(counter: Words, control: Words, mine: Words, self: i32): void {
  addUntilStop(counter, control, mine, self);
}

/** `count`, then what the counter has grown by in this trial goes to SUM. */
export function countAndProve(counter: Words, control: Words, mine: Words, self: i32): void {
  addUntilStop(counter, control, mine, self);
  awaitOthers(control, mine);
  const total = read(counter);
  mine[SUM] = (total - mine[COUNTED]) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[COUNTED] = total;
}

function addUntilStop(counter: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const steps = stepsFor(mine[THINK_NS]); // plain: own words
  let added: i32 = 0;
  let before: i32 = -1; // additions before all took part; -1: somebody is missing
  let failed: i32 = 0;
  let thought: i32 = self;
  let stop: i32 = begin(control, mine[THREADS]);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = added;
      failed = 0;
    }
    failed = (failed + add(counter, self, 1)) | 0;
    added = (added + 1) | 0;
    if (steps !== 0) {
      thought = work(steps, thought);
      mine[THOUGHT] = thought; // plain: own words; no compiler may do the work elsewhere now
    }
    if ((added & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (added - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = added;
  mine[FAILED_TRIES] = failed;
  leave(control); // all additions are made
}

export default {
  name: 'add',
  kind: 'counter',
  title: 'Threads add to one counter',
  question: 'How many additions a second do all threads make together?',
  metric: { name: 'throughput', unit: 'ops/s', better: 'higher' },
  operations: 'additions',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that add', word: THREADS },
    thinkNs: { default: 0, what: 'nanoseconds of work between two additions of a thread', word: THINK_NS },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'countAndProve' : 'count')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_counter, { threads, thinkNs }) => {
    if (threads < 1) return 'somebody must add';
    return thinkNs >= 0 && thinkNs <= 250_000 ? null : 'work between additions lasts from 0 to 250,000 ns';
  },
  sizeWords: (counter, { threads }) => counter.sizeWords(threads),
  init: (counter, words, { threads }) => counter.init?.(words, threads),
  // Sums wrap, as the counter does.
  figures: (threads, _params, counter) => {
    if (counter.updates !== 'lossy') return {};
    return { lost: threads.reduce((missing, { items }) => (missing + items) | 0, -threads[0].sum) };
  },
  violations: (threads, _params, counter) => {
    if (counter.updates !== 'exact') return [];
    const added = threads.reduce((sum, { items }) => (sum + items) | 0, 0);
    const [{ sum: grown }] = threads;
    return added === grown ? [] : [`${added} additions were made, the counter has grown by ${grown}`];
  },
} satisfies ScenarioSpec<CounterSpec>;
