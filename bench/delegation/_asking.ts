/**
 * What `asking` and `asking-server` share: threads that ask for one operation again and again, with other work of known length between two
 * of them. Lengths are calibrated in each trial (src/atomics/steps-for.ts). Now and then (SAMPLE_EVERY) a thread times how long it waits
 * for its answer. A shared piece of the scenarios here.
 *
 * The proof: the object's count, which each addition and each work makes larger by 1, must have grown by as much as all threads have asked.
 */
import { execute } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { i32, Words } from '../../src/contract.ts';
import { awaitOthers, begin, isGathered, leave } from '../../src/crew/gather.ts';
import {
  ERRORS,
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
import { ADD, NOTHING, WORK } from '../../src/delegation/_object.ts';

export const THREADS: i32 = PARAM;
export const OPERATION: i32 = PARAM + 1;
export const INSIDE_NS: i32 = PARAM + 2;
export const OUTSIDE_NS: i32 = PARAM + 3;

/** The prover's own: the count at the end of the last trial; 0, as the object's, before the first. */
const COUNTED: i32 = SCRATCH;
/** Keeps the result of the work outside, so that no compiler leaves it out or does it elsewhere. */
const RESULT: i32 = SCRATCH + 1;

/** One in so many operations is timed: a reading of the clock costs as much as a short one. A prime, as in bench/lock/contended.ts. */
const SAMPLE_EVERY: i32 = 61;

/** Operations between two looks at STOP, less 1. Few: with more threads than CPUs each may take a time slice. */
const LOOK_MASK: i32 = 15;

/** One of `askers` threads that ask until STOP. */
export function askUntilStop(words: Words, control: Words, mine: Words, self: i32, askers: i32): void {
  const beganNs: i32 = nowNs();
  const operation = mine[OPERATION]; // plain: own words, as the next two
  const argument: i32 = operation === WORK ? stepsFor(mine[INSIDE_NS]) : 1; // NOTHING gets a new one each time
  const outside = stepsFor(mine[OUTSIDE_NS]);
  let asked: i32 = 0;
  let before: i32 = -1; // operations before all took part; -1: somebody is missing
  let last: i32 = 0; // the answer before
  let errors: i32 = 0;
  let samples: i32 = 0;
  let untimed: i32 = SAMPLE_EVERY; // until the next that is timed
  let x: i32 = self;
  let stop: i32 = begin(control, askers);
  while (stop === 0) {
    if (before < 0 && isGathered(control, mine, beganNs)) {
      before = asked;
      samples = 0;
    }
    untimed = (untimed - 1) | 0;
    const timed = untimed === 0;
    const askedNs: i32 = timed ? nowNs() : 0;
    const answer = execute(words, self, operation, operation === NOTHING ? asked : argument);
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - askedNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      untimed = SAMPLE_EVERY;
    }
    if (isWrong(operation, asked, answer, last)) errors = (errors + 1) | 0;
    last = answer;
    asked = (asked + 1) | 0;
    x = work(outside, x);
    mine[RESULT] = x; // plain: own words; no compiler may do the work before the answer now
    if ((asked & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  if (before < 0 && isGathered(control, mine, beganNs)) before = asked; // they came while this thread waited, and then came the end
  mine[OPS] = before < 0 ? 0 : (asked - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = asked;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
  leave(control);
}

/** NOTHING gives the argument back; the counts that the others find grow. By difference: they wrap. */
function isWrong(operation: i32, asked: i32, answer: i32, last: i32): boolean {
  if (operation === NOTHING) return answer !== asked;
  return asked > 0 && ((answer - last) | 0) <= 0;
}

/** Call last, in one asker. Waits for the others and leaves in SUM what the object's count has grown by in this trial. */
export function prove(words: Words, control: Words, mine: Words, self: i32): void {
  awaitOthers(control, mine);
  const total = execute(words, self, ADD, 0);
  mine[SUM] = (total - mine[COUNTED]) | 0; // plain: own words
  mine[COUNTED] = total;
}
