/**
 * One thread that follows a chain through memory: a load can begin only when the one before has come back. Each trial goes on where the
 * last one ended: from the same beginning every trial would go through the same part, and caches would come to hold it.
 */

import { walk } from '#subject';
import type { i32, ScenarioSpec, WalkSpec, Words } from '../../src/contract.ts';
import { ERRORS, OPS, PARAM, SCRATCH, STOP } from '../../src/crew/protocol.ts';

const LINES: i32 = PARAM;
/** The line that the next trial begins with, in own words, which outlive a trial. */
const AT: i32 = SCRATCH;

/** Loads between two looks at STOP: some 100 µs where they come from memory. */
const STRETCH: i32 = 1024;

/** 1 GiB, which is set up in some seconds. */
const MOST_LINES: i32 = 1 << 24;

export function follow(words: Words, control: Words, mine: Words, self: i32): void {
  const lines: i32 = mine[LINES]; // plain: own words
  let at: i32 = mine[AT];
  let loads: i32 = 0;
  let astray: i32 = 0;
  let stop: i32 = 0;
  while (stop === 0) {
    at = walk(words, lines, at, STRETCH);
    loads = (loads + STRETCH) | 0;
    if (at < 0 || at >= lines) {
      astray = (astray + 1) | 0;
      at = 0;
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[AT] = at;
  mine[OPS] = loads; // plain: own words, published by the worker's add to FINISHED
  mine[ERRORS] = astray;
}

export default {
  name: 'latency',
  kind: 'walk',
  title: 'One load after the other',
  question: 'How long does a load take when it must wait for the one before?',
  metric: { name: 'load', unit: 'ns', better: 'lower' },
  operations: 'loads',
  value: 'operations-over-time',
  instances: 1,
  params: {
    lines: { default: 1048576, what: 'lines of 64 bytes that the chain goes through', word: LINES },
  },
  roles: () => ['follow'],
  selves: () => [0],
  refuses: (walk, { lines }) => {
    if (walk.does !== 'chase') return 'its loads do not wait for each other: that is bandwidth';
    return lines >= 1 && lines <= MOST_LINES ? null : `a chain has from 1 to ${MOST_LINES} lines`;
  },
  sizeWords: (walk, { lines }) => walk.sizeWords(lines),
  init: (walk, words, { lines }) => walk.init(words, lines),
  violations: ([{ errors }]) => (errors > 0 ? [`the chain led out of its region ${errors} times`] : []),
} satisfies ScenarioSpec<WalkSpec>;
