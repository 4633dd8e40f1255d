/**
 * All threads pass one barrier again and again, as fast as they can, or with work of known length between two episodes.
 *
 * Some episodes are inspections, the same ones for all threads. Before an inspection every thread counts itself; after it the
 * count must be exact, or somebody was an episode ahead or behind. There, too, the threads agree on the end: STOP may be set
 * while some have arrived and others have not, so thread 0 alone looks at it, and says before it arrives whether this
 * episode is the last one. Nobody writes either word between the end of an inspection and the arrival of all at the next episode,
 * which is none: so all read the same after it, without atomics, and leave after the same episode.
 */

import { arriveAndWait } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { BarrierSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { ERRORS, GUARDED, ITEMS, LATE_NS, OPS, PARAM, SCRATCH, STOP } from '../../src/crew/protocol.ts';

const THREADS: i32 = PARAM;
const WORK_NS: i32 = PARAM + 1;

/** 1: this episode is the last one. Written by thread 0 before it arrives for an inspection. */
const LAST: i32 = GUARDED;
/** Threads that have arrived for inspections, all trials together. */
const COUNTED: i32 = GUARDED + 1;

/** What COUNTED must be, in own words, which outlive a trial. */
const EXPECTED: i32 = SCRATCH;
/** Keeps the result of the work, so that no compiler leaves it out. */
const RESULT: i32 = SCRATCH + 1;

/**
 * The next inspection comes when a sixteenth more episodes have passed. So the threads stop at most 6 % late, whether an episode
 * takes 100 ns or 1 ms, and inspections, as dear as a central barrier, are too few to see: one in 1,000 of 200,000 episodes.
 */
const SPACING_SHIFT: i32 = 4;

export function pass(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs = nowNs();
  const steps = stepsFor(mine[WORK_NS]); // plain: own words
  let episode: i32 = 0;
  let inspection: i32 = 1;
  let errors: i32 = 0;
  let x: i32 = self;
  let last: i32 = 0;
  if (self === 0) control[LAST] = 0; // plain: read after the first inspection
  arriveAndWait(words, self); // some threads start late, so this episode does not count
  mine[LATE_NS] = (nowNs() - beganNs) | 0; // plain: own words
  // Ends after the inspection before which thread 0 saw STOP.
  while (last === 0) {
    x = work(steps, x);
    mine[RESULT] = x; // plain: own words; no compiler may do the work after the barrier now
    episode = (episode + 1) | 0;
    if (episode === inspection) count(control, self);
    arriveAndWait(words, self);
    if (episode === inspection) {
      if (isMiscounted(control, mine)) errors = (errors + 1) | 0;
      last = control[LAST]; // plain: see above
      inspection = (episode + 2 + (episode >> SPACING_SHIFT)) | 0; // 2: an episode without inspection lies between
    }
  }
  mine[OPS] = self === 0 ? episode : 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = episode;
  mine[ERRORS] = errors;
}

/** Before arriving for an inspection. */
function count(control: Words, self: i32): void {
  Atomics.add(control, COUNTED, 1); // [relaxed] the barrier under test orders it before the look in isMiscounted
  // [acquire] pairs with the main thread's store of STOP
  if (self === 0 && Atomics.load(control, STOP) !== 0) control[LAST] = 1; // plain: published by the barrier under test
}

/** After an inspection. */
function isMiscounted(control: Words, mine: Words): boolean {
  const expected = (mine[EXPECTED] + mine[THREADS]) | 0; // plain: own words
  mine[EXPECTED] = expected;
  return control[COUNTED] !== expected; // plain: nobody counts before all have passed another episode
}

export default {
  name: 'episodes',
  kind: 'barrier',
  title: 'Threads that meet again and again',
  question: 'How long does an episode take, from one meeting of all threads to the next?',
  metric: { name: 'episode', unit: 'ns', better: 'lower' },
  operations: 'episodes',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that meet', word: THREADS },
    workNs: { default: 0, what: 'nanoseconds of work between two episodes', word: WORK_NS },
  },
  roles: ({ threads }) => Array<string>(threads).fill('pass'),
  selves: ({ threads }) => Array.from({ length: threads }, (_, self) => self),
  refuses: (_barrier, { workNs }) => (workNs > 250_000 ? 'work is at most 250 µs long' : null),
  sizeWords: (barrier, { threads }) => barrier.sizeWords(threads),
  init: (barrier, words, { threads }) => barrier.init(words, threads),
  violations: (threads) => {
    const ahead = threads.reduce((sum, one) => sum + one.errors, 0);
    const passed = threads.map((one) => one.items);
    return [
      ...(ahead > 0 ? [`${ahead} times a thread went on when not all had come, or somebody was ahead`] : []),
      ...(passed.some((count) => count !== passed[0])
        ? [
            `threads passed between ${Math.min(...passed)} and ${Math.max(...passed)} episodes: all pass the same number`,
          ]
        : []),
    ];
  },
} satisfies ScenarioSpec<BarrierSpec>;
