/**
 * One thread reads the counter as fast as it can while the others add. A read that is linearizable never goes back; the reader checks
 * that.
 */

import { add, read } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { CounterSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { begin, isGathered, leave } from '../../src/crew/gather.ts';
import { ERRORS, FAILED_TRIES, ITEMS, LOOK_MASK, OPS, PARAM, STOP } from '../../src/crew/protocol.ts';

const THREADS: i32 = PARAM;

export function watch(counter: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  let last: i32 = read(counter);
  let reads: i32 = 0;
  let before: i32 = -1; // reads before all took part; -1: somebody is missing
  let backward: i32 = 0;
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) before = reads;
    const value = read(counter);
    // By difference: counts wrap. A reader that is away while 2^31 are added would be wrong; that takes seconds.
    if (((value - last) | 0) < 0) backward = (backward + 1) | 0;
    last = value;
    reads = (reads + 1) | 0;
    if ((reads & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = before < 0 ? 0 : (reads - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ERRORS] = backward;
  leave(control);
}

export function count(counter: Words, control: Words, mine: Words, self: i32): void {
  let items: i32 = 0;
  let failed: i32 = 0;
  const beganNs: i32 = nowNs();
  let together: i32 = 0; // 1: all take part
  let stop: i32 = begin(control, mine[THREADS]); // plain: own words
  while (stop === 0) {
    if (together === 0 && isGathered(control, mine, beganNs)) together = 1;
    failed = (failed + add(counter, self, 1)) | 0;
    items = (items + 1) | 0;
    if ((items & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[ITEMS] = items; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  leave(control);
}

export default {
  name: 'read',
  kind: 'counter',
  title: 'One thread reads while the others add',
  question: 'How many reads a second does one thread make while the others add as fast as they can?',
  metric: { name: 'reads', unit: 'ops/s', better: 'higher' },
  operations: 'reads',
  value: 'operations-over-time',
  instances: 1,
  params: { threads: { default: 2, what: 'threads: one that reads, the others add', word: THREADS } },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'watch' : 'count')),
  studied: ['watch'],
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: (_counter, { threads }) => (threads >= 1 ? null : 'somebody must read'),
  sizeWords: (counter, { threads }) => counter.sizeWords(threads),
  init: (counter, words, { threads }) => counter.init?.(words, threads),
  violations: ([reader], _params, counter) =>
    counter.reads === 'linearizable' && reader.errors > 0
      ? [`${reader.errors} of ${reader.ops} reads were below the read before`]
      : [],
} satisfies ScenarioSpec<CounterSpec>;
