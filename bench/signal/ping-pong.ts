/**
 * Two threads pass turns to each other, as fast as they can. An operation is one hand-over: half a round trip, from one thread's write
 * until the other has seen it and written itself.
 *
 * `passTurn` waits and passes in one, so what a thread does before it may run beside the other's turn before. Hence every 256 turns only:
 * ping puts the turn's number into BALL and, when the trial is to end, the number of pong's last turn into FINAL; pong looks at both after
 * the turn that follows. By the next time that ping writes, pong has long been past its look.
 *
 * The first turns do not count, for half a millisecond: one thread began late, and a core that was idle is slow at first. Ping says
 * from which turn on they count.
 *
 * The turns of a trial go on from those of the trial before; each thread keeps the number in its own words.
 */
import { passTurn } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { i32, ScenarioSpec, SignalSpec, Words } from '../../src/contract.ts';
import { ERRORS, GUARDED, ITEMS, LATE_NS, LOOK_MASK, OPS, SCRATCH, STOP } from '../../src/crew/protocol.ts';

/** Own word: turns that this thread has passed so far. */
const PASSED: i32 = SCRATCH;

/** Nanoseconds before turns count. */
const LEAD_IN_NS: i32 = 500000;

/** The number of the turn with which ping published it. */
const BALL: i32 = GUARDED;
/** The number of pong's last turn in this trial; 0: not decided, since 0 is ping's. */
const FINAL: i32 = GUARDED + 1;
/** The number of ping's first turn that counts; 1: none so far, since 1 is pong's. */
const FIRST: i32 = GUARDED + 2;

export function ping(words: Words, control: Words, mine: Words, self: i32): void {
  const before: i32 = mine[PASSED]; // plain: own words
  const beganNs: i32 = nowNs();
  let passed: i32 = before;
  let counts = false;
  let counted: i32 = 0;
  let last: i32 = 0;
  control[FINAL] = 0; // plain: pong looks after its first turn, which follows ping's
  control[FIRST] = 1; // plain: as above
  // Ends with the turn before which STOP was seen.
  while (last === 0) {
    const turn: i32 = passed << 1;
    if ((turn & LOOK_MASK) === 0) {
      const lateNs: i32 = (nowNs() - beganNs) | 0;
      if (!counts && lateNs >= LEAD_IN_NS) {
        control[FIRST] = turn; // plain: published by passTurn
        mine[LATE_NS] = lateNs; // plain: own words
        counts = true;
        counted = passed;
      }
      control[BALL] = turn; // plain: published by passTurn
      last = Atomics.load(control, STOP); // [relaxed] nothing depends on what was before the main thread's store
      if (last !== 0) control[FINAL] = turn | 1; // plain: published by passTurn
    }
    passTurn(words, 0, turn);
    passed = (passed + 1) | 0;
  }
  mine[PASSED] = passed; // plain: own words
  mine[OPS] = counts ? (passed - counted) | 0 : 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = (passed - before) | 0;
}

export function pong(words: Words, control: Words, mine: Words, self: i32): void {
  const before: i32 = mine[PASSED]; // plain: own words
  const beganNs: i32 = nowNs();
  let passed: i32 = before;
  let counts = false;
  let counted: i32 = 0;
  let errors: i32 = 0;
  let last = false;
  // Ends with the turn that ping calls the final one.
  while (!last) {
    const turn: i32 = (passed << 1) | 1;
    passTurn(words, 1, turn);
    if ((turn & LOOK_MASK) === 1) {
      if (control[BALL] !== (turn ^ 1)) errors = (errors + 1) | 0; // plain: published by ping's turn before
      last = control[FINAL] === turn; // plain: as above
      // plain: as above
      if (control[FIRST] === (turn ^ 1)) {
        mine[LATE_NS] = (nowNs() - beganNs) | 0; // plain: own words
        counts = true;
        counted = (passed + 1) | 0;
      }
    }
    passed = (passed + 1) | 0;
  }
  mine[PASSED] = passed; // plain: own words
  mine[OPS] = counts ? (passed - counted) | 0 : 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = (passed - before) | 0;
  mine[ERRORS] = errors;
}

export default {
  name: 'ping-pong',
  kind: 'signal',
  title: 'Turns to and fro',
  question: 'How long does it take until another CPU has seen what this one wrote?',
  metric: { name: 'hand-over', unit: 'ns', better: 'lower' },
  operations: 'hand-overs',
  value: 'operations-over-time',
  instances: 1,
  params: {},
  roles: () => ['ping', 'pong'],
  selves: () => [0, 1],
  refuses: () => null,
  sizeWords: (subject) => subject.sizeWords(),
  init: (subject, words) => subject.init?.(words),
  violations: ([ping, pong]) => [
    ...(pong.errors > 0 ? [`${pong.errors} turns came before what was written for them`] : []),
    ...(ping.items !== pong.items ? [`${ping.items} turns passed by one thread, ${pong.items} by the other`] : []),
  ],
} satisfies ScenarioSpec<SignalSpec>;
