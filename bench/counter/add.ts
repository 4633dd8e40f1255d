/**
 * All threads add 1, as fast as they can or with some work between two additions. When all are done, thread 0 reads the counter: it
 * must have grown by what the threads say they added.
 */

import { add, read } from '#subject';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { stepsFor, work } from '../../src/atomics/work.ts';
import type { CounterSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { FAILED_TRIES, LOOK_MASK, NAP, OPS, PARAM, PRODUCING, SCRATCH, STOP, SUM } from '../../src/crew/protocol.ts';

const THINK_NS: i32 = PARAM;
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
  const steps = stepsFor(mine[THINK_NS]); // plain: own words
  let ops: i32 = 0;
  let failed: i32 = 0;
  let thought: i32 = self;
  // [seq-cst] Dekker with awaitOthers: my PRODUCING before my look at STOP, there STOP before its look at PRODUCING. So a
  // thread that was held up until the stop adds nothing when thread 0 has read the counter.
  Atomics.add(control, PRODUCING, 1);
  let stop: i32 = Atomics.load(control, STOP);
  while (stop === 0) {
    failed = (failed + add(counter, self, 1)) | 0;
    ops = (ops + 1) | 0;
    if (steps !== 0) thought = work(steps, thought);
    if ((ops & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = ops; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  mine[THOUGHT] = thought;
  Atomics.sub(control, PRODUCING, 1); // [release] all additions are made; pairs with awaitOthers' [acquire] load
}

/** Called after STOP was seen. Ends when no thread is adding: one that begins now sees STOP, too. */
function awaitOthers(control: Words, mine: Words): void {
  let paused: i32 = 0;
  // [seq-cst] Dekker with addUntilStop, see there; [acquire] pairs with its [release] sub, too: plain cells are visible then.
  while (Atomics.load(control, PRODUCING) !== 0) paused = relax(mine, NAP, paused, STAY_CLOSE);
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
    threads: { default: 2, what: 'threads that add' },
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
    return { lost: threads.reduce((missing, { ops }) => (missing + ops) | 0, -threads[0].sum) };
  },
  violations: (threads, _params, counter) => {
    if (counter.updates !== 'exact') return [];
    const added = threads.reduce((sum, { ops }) => (sum + ops) | 0, 0);
    const [{ sum: grown }] = threads;
    return added === grown ? [] : [`${added} additions were made, the counter has grown by ${grown}`];
  },
} satisfies ScenarioSpec<CounterSpec>;
