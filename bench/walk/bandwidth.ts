/**
 * Threads that walk through memory in order, each through its own part of one region, again and again. Parts that are together much
 * larger than the caches come from memory at every turn. Each trial goes on where the last one ended.
 */

import { walk } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { i32, ScenarioSpec, WalkSpec, Words } from '../../src/contract.ts';
import { begin, isGathered, leave } from '../../src/crew/gather.ts';
import { ERRORS, ITEMS, OPS, PARAM, SCRATCH, STOP } from '../../src/crew/protocol.ts';

const THREADS: i32 = PARAM;
const LINES_EACH: i32 = PARAM + 1;
/** Lines walked in the turn that the last trial left off, in own words, which outlive a trial. */
const TURN: i32 = SCRATCH;

/** Lines between two looks at STOP: 64 KB, some microseconds. */
const STRETCH: i32 = 1024;

/** 1 GiB for all threads together, which is set up in some seconds. */
const MOST_WORDS: i32 = 1 << 28;

export function walkOwnPart(words: Words, control: Words, mine: Words, self: i32): void {
  const beganNs: i32 = nowNs();
  const each: i32 = mine[LINES_EACH]; // plain: own words
  const threads: i32 = mine[THREADS];
  const lines: i32 = Math.imul(threads, each);
  const first: i32 = Math.imul(self, each);
  let turn: i32 = mine[TURN]; // lines walked in this turn through the part
  let at: i32 = (first + turn) | 0;
  let walked: i32 = 0;
  let astray: i32 = 0;
  let before: i32 = -1; // lines before all took part; -1: somebody is missing
  let stop: i32 = begin(control, threads);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) before = walked;
    at = walk(words, lines, at, STRETCH);
    walked = (walked + STRETCH) | 0;
    turn = (turn + STRETCH) | 0;
    if (turn === each) {
      turn = 0;
      at = first;
    } else if (at !== ((first + turn) | 0)) {
      astray = (astray + 1) | 0;
      at = (first + turn) | 0;
    }
    stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[TURN] = turn;
  mine[OPS] = before < 0 ? 0 : (walked - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = walked;
  mine[ERRORS] = astray;
  leave(control);
}

export default {
  name: 'bandwidth',
  kind: 'walk',
  title: 'Threads walk through memory in order',
  question: 'How many lines of 64 bytes a second do the threads get through together?',
  metric: { name: 'bandwidth', unit: 'ops/s', better: 'higher' },
  operations: 'lines',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 1, what: 'threads that walk', word: THREADS },
    linesEach: { default: 1048576, what: 'lines of 64 bytes that are a thread’s own', word: LINES_EACH },
  },
  roles: ({ threads }) => Array<string>(threads).fill('walkOwnPart'),
  selves: ({ threads }) => Array.from({ length: threads }, (_, self) => self),
  refuses: (walk, { threads, linesEach }) => {
    if (walk.does === 'chase') return 'its loads wait for each other: that is latency';
    if (threads < 1) return 'somebody must walk';
    if (linesEach < STRETCH || linesEach % STRETCH !== 0) return `linesEach is a multiple of ${STRETCH}`;
    return walk.sizeWords(threads * linesEach) <= MOST_WORDS ? null : 'all threads together have at most 1 GiB';
  },
  sizeWords: (walk, { threads, linesEach }) => walk.sizeWords(threads * linesEach),
  init: (walk, words, { threads, linesEach }) => walk.init(words, threads * linesEach),
  violations: (threads) => {
    const astray = threads.reduce((sum, { errors }) => sum + errors, 0);
    return astray > 0 ? [`${astray} stretches of a walk ended elsewhere than ${STRETCH} lines on`] : [];
  },
} satisfies ScenarioSpec<WalkSpec>;
